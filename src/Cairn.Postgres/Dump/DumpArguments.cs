using Cairn.Postgres.Connections;
using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Dump;

/// <summary>Puts together and checks the command line of pg_dump and pg_dumpall.</summary>
internal static class DumpArguments
{
    private const string StreamReason = "the dump must go to the standard output, from where it is stored";

    private static readonly ArgumentRules PgDumpRules = new("pg_dump", "deEFhjnNpSTtUZ",
    [
        .. ArgumentRules.ConnectionOptions,
        new('f', "file", StreamReason),
        new('j', "jobs", StreamReason + "; several jobs write directories only"),
        new('F', "format", StreamReason + "; the directory format needs a directory", IsStreamFormat),
        new('d', "dbname", "only a plain database name may stand here, since connection strings are visible to every user of the machine",
            ArgumentRules.IsPlainDatabaseName),
    ]);

    private static readonly ArgumentRules PgDumpAllRules = new("pg_dumpall", "dEfhlpSU",
    [
        .. ArgumentRules.ConnectionOptions,
        new('f', "file", StreamReason),
        new('F', "format", StreamReason + " as one SQL script", value => value is "p" or "plain"),
        new('d', "dbname", "it takes a connection string, which is visible to every user of the machine; "
            + "use -l NAME for the first database"),
    ]);

    /// <summary>The whole list of arguments. Ours come first, so that a user's "-d NAME" wins over our keep-alive settings.</summary>
    public static IReadOnlyList<string> Build(PostgresServer server, DumpOptions options)
    {
        (options.Program == DumpProgram.PgDump ? PgDumpRules : PgDumpAllRules).Check(options.ExtraArguments);
        return [.. ToolEnvironment.ConnectionArguments(server), .. options.ExtraArguments];
    }

    private static bool IsStreamFormat(string format) => format is "p" or "plain" or "c" or "custom" or "t" or "tar";
}
