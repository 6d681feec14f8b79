using Cairn.Postgres.Connections;
using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Restore;

/// <summary>Puts together and checks the command line of psql.</summary>
internal static class RestoreArguments
{
    private const string ScriptReason = "the script comes through the standard input";

    private static readonly ArgumentRules Rules = new("psql", "cdfFhLopPRTUv",
    [
        .. ArgumentRules.ConnectionOptions,
        new('f', "file", ScriptReason),
        new('c', "command", ScriptReason),
        new('l', "list", ScriptReason + "; nothing would be restored"),
        new('s', "single-step", "nobody could answer psql's questions"),
        new('d', "dbname", "only a plain database name may stand here, since connection strings are visible to every user of the machine",
            ArgumentRules.IsPlainDatabaseName),
    ]);

    /// <summary>The whole list of arguments.</summary>
    /// <remarks>"--file=-" makes psql count lines in its error messages, and lets a user add --single-transaction.</remarks>
    public static IReadOnlyList<string> Build(PostgresServer server, RestoreOptions options)
    {
        Rules.Check(options.ExtraArguments);
        string stop = "--set=ON_ERROR_STOP=" + (options.StopOnError ? "1" : "0");
        return ["--no-psqlrc", "--quiet", stop, "--file=-", .. ToolEnvironment.ConnectionArguments(server), .. options.ExtraArguments];
    }
}
