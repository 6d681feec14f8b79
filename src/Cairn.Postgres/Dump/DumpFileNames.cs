namespace Cairn.Postgres.Dump;

/// <summary>The names of the files that stand beside a dump's script in its snapshot.</summary>
public static class DumpFileNames
{
    /// <summary>The script, as KubeStash calls it.</summary>
    public const string Script = "dumpfile.sql";

    /// <summary>The file that says where in the script everything is; see docs/toc-json.md.</summary>
    public const string Toc = "toc.json";

    /// <summary>The schema of a single database as an archive for pg_restore.</summary>
    public const string Schema = "schema.dump";

    /// <summary>Roles and tablespaces of a server.</summary>
    public const string Globals = "globals.sql";

    private const string DatabaseToc = "." + Toc;
    private const string DatabaseSchema = "." + Schema;

    /// <summary>The table of contents of one of several databases. Characters that a file's name cannot have are percent-encoded.</summary>
    public static string TocOf(string database) => Uri.EscapeDataString(database) + DatabaseToc;

    /// <summary>The schema of one of several databases.</summary>
    public static string SchemaOf(string database) => Uri.EscapeDataString(database) + DatabaseSchema;

    /// <summary>Whether a script of this name can stand beside the other files.</summary>
    public static bool IsFree(string script)
    {
        ArgumentNullException.ThrowIfNull(script);
        return script is not (Toc or Schema or Globals)
            && !script.EndsWith(DatabaseToc, StringComparison.Ordinal) && !script.EndsWith(DatabaseSchema, StringComparison.Ordinal);
    }
}
