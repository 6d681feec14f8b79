using System.Text;
using Cairn.Postgres.Dump.Parallel;

namespace Cairn.Postgres.Dump.Servers;

/// <summary>The text of pg_dumpall's script around the scripts of the databases.</summary>
internal static class ServerScript
{
    private static readonly byte[] End = "--\n-- PostgreSQL database cluster dump complete\n--\n\n"u8.ToArray();
    private static readonly byte[] Head = "--\n-- PostgreSQL database cluster dump\n--\n\n"u8.ToArray();
    private static readonly byte[] RestrictLine = "\n\\restrict "u8.ToArray();

    /// <summary>The last lines.</summary>
    public static ReadOnlyMemory<byte> AfterDatabases => End;

    /// <summary>
    /// What comes before the first database, made of what pg_dumpall --globals-only wrote; null when that has another form than the known one.
    /// </summary>
    /// <param name="globals">The script of the globals.</param>
    public static byte[]? BeforeDatabases(byte[] globals) => globals.AsSpan().StartsWith(Head) && globals.AsSpan().EndsWith(End)
        ? [.. globals.AsSpan(0, globals.Length - End.Length), .. "--\n-- Databases\n--\n\n"u8]
        : null;

    /// <summary>The script of globals with another key in its \restrict lines, where it has them.</summary>
    public static byte[] WithKey(byte[] globals, string? key)
    {
        int line = globals.AsSpan().IndexOf(RestrictLine);
        if (line < 0 || key is null)
        {
            return globals;
        }

        ReadOnlySpan<byte> rest = globals.AsSpan(line + RestrictLine.Length);
        return ScriptText.Rekey(globals, rest[..rest.IndexOf((byte)'\n')].ToArray(), Encoding.ASCII.GetBytes(key));
    }

    /// <summary>What comes before the script of a database.</summary>
    public static byte[] BeforeDatabase(string name)
    {
        // pg_dump connects to the others itself, as it creates them.
        string connect = IsAlwaysThere(name) ? $"\\connect {name}\n\n" : "";
        string line = name.Replace('\n', ' ').Replace('\r', ' ');
        return Encoding.UTF8.GetBytes($"--\n-- Database \"{line}\" dump\n--\n\n{connect}");
    }

    /// <summary>Whether every server has a database of this name, so that it is not created.</summary>
    public static bool IsAlwaysThere(string name) => name is "postgres" or "template1";
}
