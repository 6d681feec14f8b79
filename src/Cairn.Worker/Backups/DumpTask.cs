using Cairn.Postgres.Connections;
using Cairn.Postgres.Dump;
using Cairn.Postgres.Processes;
using Cairn.Worker.Arguments;

namespace Cairn.Worker.Backups;

/// <summary>The program that dumps, with its arguments.</summary>
/// <param name="Program">pg_dump or pg_dumpall.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record DumpTask(DumpProgram Program, IReadOnlyList<string> Arguments)
{
    /// <summary>
    /// The databases to ask for the server's facts, in this order: a program connects to one and no other, and a managed server may have no database of
    /// the usual name.
    /// </summary>
    public IReadOnlyList<string?> Databases => Program == DumpProgram.PgDump ? [ToolDatabase.OfPgDump(Arguments)]
        : ToolDatabase.OfPgDumpAll(Arguments) is { } database ? [database]
        : ["postgres", "template1"];

    /// <summary>Reads the parameters <c>backupCmd</c> and <c>args</c>.</summary>
    /// <exception cref="RunException">The program is another one, or an argument makes a dump that the restore task could not read.</exception>
    /// <exception cref="Postgres.PostgresException">An argument is refused.</exception>
    public static DumpTask Parse(string command, string arguments)
    {
        DumpProgram program = command switch
        {
            "pg_dump" => DumpProgram.PgDump,
            "pg_dumpall" => DumpProgram.PgDumpAll,
            _ => throw new RunException($"The parameter backupCmd is '{command}'. It can be pg_dump, for one database, or pg_dumpall, for the whole server."),
        };
        IReadOnlyList<string> words = ShellWords.Split(arguments, "args");
        if (words.Any(IsArchiveFormat))
        {
            throw new RunException(
                "The parameter args asks for an archive format (-F), which psql cannot restore. Leave it out: the dump is compressed anyway.");
        }

        // What is refused is refused before anything is opened or made.
        PostgresDump.CheckArguments(new PostgresServer(), new DumpOptions { Program = program, ExtraArguments = words });
        return new DumpTask(program, words);
    }

    private static bool IsArchiveFormat(string word) =>
        word.StartsWith("--format", StringComparison.Ordinal)
            ? !word.EndsWith("=p", StringComparison.Ordinal) && !word.EndsWith("=plain", StringComparison.Ordinal)
            : word.StartsWith("-F", StringComparison.Ordinal) && word is not ("-Fp" or "-Fplain");
}
