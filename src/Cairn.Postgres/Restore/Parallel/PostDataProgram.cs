using System.Globalization;
using System.Text.RegularExpressions;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Restore.Parallel;

/// <summary>pg_restore, making what comes behind the rows over several connections of its own.</summary>
internal static partial class PostDataProgram
{
    /// <summary>Runs it to its end and returns how many statements failed, above 0 only when it was told to go on.</summary>
    public static async Task<long> RunAsync(
        PostgresClient client, PostgresServer server, RestorePlan plan, string file, string[] arguments, TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        // The parameter only says that there is a database; which one stands in the environment, as for all programs.
        string connection = server.ToCommandLineConnectionString() ?? "fallback_application_name=cairn";
        string[] stop = plan.Options.StopOnError ? ["--exit-on-error"] : [];
        var options = new ChildProcessOptions
        {
            Program = client.PgRestore,
            Arguments =
            [
                "--no-password", "--dbname=" + connection, "--format=custom", $"--jobs={plan.Options.Jobs}", .. stop, .. arguments, file,
            ],
            Environment = ToolEnvironment.For(server),
            Redactor = ToolEnvironment.Redactor(server),
            ErrorLine = plan.Options.ErrorLine,
        };
        (ProcessExit exit, _) = await ProgramRun.RunAsync(options, default, 1024 * 1024, plan.Options.ProgramLimit, timeProvider, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (exit.IsSuccess)
        {
            return 0;
        }

        // "pg_restore: warning: errors ignored on restore: 3"
        Match ignored = exit.ErrorLines.Select(line => IgnoredErrors().Match(line)).LastOrDefault(match => match.Success) ?? Match.Empty;
        return ignored.Success
            ? long.Parse(ignored.Groups[1].Value, CultureInfo.InvariantCulture)
            : exit.Signal is null && exit.ErrorLines.Any(line => line.Contains("could not execute query", StringComparison.Ordinal))
                ? throw ToolFailure.SqlFailed("pg_restore", server, PostgresSide.TargetDatabase, exit, "Mend the reason in the target.")
                : throw ToolFailure.Create("pg_restore", server, PostgresSide.TargetDatabase, exit);
    }

    [GeneratedRegex(@"errors ignored on restore: (\d+)")]
    private static partial Regex IgnoredErrors();
}
