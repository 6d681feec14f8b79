namespace Cairn.EndToEnd.Tests.Soak;

/// <summary>
/// A pg_dump and a psql that need no server: one copies a file, the other one answers the question for the server's facts. They start in no time, so
/// that hundreds of runs are affordable.
/// </summary>
/// <remarks>
/// What cannot be shown with them: anything about PostgreSQL. A killed Cairn closes a real pg_dump's pipe just as it closes this one's, but what a
/// server does then is the subject of the tests with a real one.
/// </remarks>
internal static class FakeClient
{
    /// <summary>The variable that names the file to copy.</summary>
    public const string StreamVariable = "CAIRN_SOAK_STREAM";

    private const string PgDump = """
        #!/bin/sh
        if [ "$1" = --version ]; then echo 'pg_dump (PostgreSQL) 17.1'; exit; fi
        exec cat "$CAIRN_SOAK_STREAM"
        """;

    private const string Psql = """
        #!/bin/sh
        printf '170001\037f\0371000\037UTF8\037soak\037soak\037on\0371\n'
        """;

    /// <summary>Writes the programs into a directory, for CAIRN_PG_BINDIR.</summary>
    public static void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach ((string name, string text) in new[] { ("pg_dump", PgDump), ("psql", Psql) })
        {
            string path = Path.Combine(directory, name);
            File.WriteAllText(path, text + "\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
