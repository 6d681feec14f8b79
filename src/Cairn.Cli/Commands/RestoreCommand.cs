using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Cli.Options;
using Cairn.Cli.Output;
using Cairn.Postgres;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Restore;
using Cairn.Restic;
using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Restic.Snapshots;

namespace Cairn.Cli.Commands;

/// <summary>
/// <c>cairn restore</c>: (1) finds the snapshot and its file; (2) waits for the target server; (3) streams the file into psql; (4) reports.
/// </summary>
internal sealed class RestoreCommand
{
    private readonly Option<string?> _from = new("--from") { Description = "The repository. Default: RESTIC_REPOSITORY.", HelpName = "repository" };

    private readonly Option<string> _snapshot = new("--snapshot")
    {
        Description = "The snapshot: its id, the beginning of it, or "
        + "latest.",
        DefaultValueFactory = _ => "latest"
    };

    private readonly Option<string> _name = new("--name") { Description = "The file in the snapshot.", DefaultValueFactory = _ => "dumpfile.sql" };

    private readonly Option<string?> _to = new("--to")
    {
        Description = "The database to restore into; it must exist: postgres://user@host:port/database?sslmode=… Without it, libpq's own "
            + "environment (PGHOST, …).",
        HelpName = "url",
    };

    private readonly Option<string> _onError = new("--on-error")
    {
        Description = "stop or continue at the first SQL error. With continue, statements that fail are counted, and the exit code is 25 when there are any.",
        DefaultValueFactory = _ => "stop"
    };

    private readonly Option<TimeSpan> _waitReady = GlobalOptions.MakeDuration(
        "--wait-ready", "How long to wait for a server that does not accept connections yet. Default: 30s.", TimeSpan.FromSeconds(30));

    public static Command Create(CommandRunner runner)
    {
        RestoreCommand definition = new();
        definition._onError.AcceptOnlyFromAmong("stop", "continue");
        Command command = new("restore", "Restore a database from a repository with psql. Arguments behind -- go to psql.")
        {
            definition._from, definition._snapshot, definition._name, definition._to, definition._onError, definition._waitReady,
        };
        runner.SetAction(
            command, definition.RunAsync, takesPassThrough: true, whenStopped: "The target database keeps what had been restored until then.");
        return command;
    }

    private async Task RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        long start = run.Context.Time.GetTimestamp();
        PostgresServer server = PostgresServer.Parse(run.Parsed.GetValue(_to) ?? "postgres://");
        await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(_from), cancellationToken);
        await using RepositoryLock? repositoryLock = await run.Repositories.LockForReadingAsync(repository, cancellationToken);

        // :: Step 1: the snapshot before the index, so that a backup that ends meanwhile is not seen without its index.
        (ResticSnapshotId id, SnapshotFile snapshot) = await repository.Snapshots.FindAsync(run.Parsed.GetValue(_snapshot)!, cancellationToken);
        await repository.LoadIndexAsync(cancellationToken);
        SnapshotReader reader = new(repository);
        Node file = await reader.FindFileAsync(id, snapshot, run.Parsed.GetValue(_name)!, cancellationToken);

        // :: Step 2
        ClientCatalog catalog = await ClientCatalog.DiscoverAsync(ClientSearch.FromEnvironment(), run.Context.Time, cancellationToken);
        PostgresClient client = catalog.Newest();
        await new ServerProbe(client, PostgresSide.TargetDatabase, run.Context.Time)
            .WaitUntilReadyAsync(server, run.Parsed.GetValue(_waitReady), cancellationToken);

        // :: Step 3-4
        RestoreOptions options = new()
        {
            StopOnError = run.Parsed.GetValue(_onError) == "stop",
            ExtraArguments = run.Context.PassThrough,
            ErrorLine = run.Reporter.Detail,
        };
        TransferProgress progress = new();
        RestoreSummary summary;
        await using (RestoreStream restore = await new PostgresRestore(client, run.Context.Time).StartAsync(server, options, cancellationToken))
        await using (run.Reporter.ShowProgress("Restoring", progress, (long)file.Size))
        {
            await reader.CopyToAsync(file, restore.Input, progress, cancellationToken);
            summary = await restore.CompleteAsync(cancellationToken);
        }

        Report(run, id, server, progress, summary, run.Context.Time.GetElapsedTime(start));
        if (summary.FailedStatements > 0)
        {
            throw new StatementsFailedException(summary.FailedStatements);
        }
    }

    private static void Report(
        CommandRun run, ResticSnapshotId id, PostgresServer server, TransferProgress progress, RestoreSummary summary, TimeSpan elapsed)
    {
        JsonObject data = new()
        {
            ["message_type"] = "summary",
            ["snapshot_id"] = id.ToString(),
            ["target"] = server.Display,
            ["total_bytes_processed"] = progress.Bytes,
            ["failed_statements"] = summary.FailedStatements,
            ["total_duration"] = Math.Round(elapsed.TotalSeconds, 3),
            ["bytesPerSecond"] = (long)(progress.Bytes / Math.Max(0.001, elapsed.TotalSeconds)),
        };
        ProcessFigures.AddTo(data);
        string failed = summary.FailedStatements == 0 ? "" : $" {summary.FailedStatements} statement(s) FAILED.";
        run.Reporter.Result(
            $"Restored snapshot {id.Value.ToShortString()} into {server.Display}: {ByteSize.Format(progress.Bytes)} in {elapsed.TotalSeconds:0.0} s "
            + $"({ByteSize.FormatRate(progress.Bytes, elapsed)}).{failed}",
            data);
    }
}
