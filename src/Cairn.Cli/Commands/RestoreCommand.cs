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
/// <c>cairn restore</c>: (1) finds the snapshot and its file; (2) waits for the target server; (3) restores over several connections where
/// the snapshot has a table of contents, and streams the file into psql where it has none; (4) reports.
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

    private readonly Option<string?> _database = new("--database")
    {
        Description = "Another name for the database than the one in the URL of the target; of a server's backup with --source-database: than its own.",
        HelpName = "name",
    };

    private readonly Option<bool> _plain = new("--plain") { Description = "Stream the whole script into psql, even if the snapshot allows more." };

    private readonly RestoreSelection _selection = new();

    private readonly Option<TimeSpan> _waitReady = GlobalOptions.MakeDuration(
        "--wait-ready", "How long to wait for a server that does not accept connections yet. Default: 30s.", TimeSpan.FromSeconds(30));

    public static Command Create(CommandRunner runner)
    {
        RestoreCommand definition = new();
        definition._onError.AcceptOnlyFromAmong("stop", "continue");
        Command command = new("restore", "Restore a database from a repository with psql. Arguments behind -- go to psql.")
        {
            definition._from, definition._snapshot, definition._name, definition._to, definition._onError, definition._waitReady,
            definition._database, definition._plain,
        };
        definition._selection.AddChecks();
        foreach (Option option in definition._selection.All)
        {
            command.Add(option);
        }

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
        SnapshotFiles files = await SnapshotFiles.LoadAsync(repository, id, snapshot, cancellationToken);
        string name = run.Parsed.GetValue(_name)!;
        if (files.LengthOf(name) is null)
        {
            // The message tells what the snapshot has; the file may also be in a directory.
            await new SnapshotReader(repository).FindFileAsync(id, snapshot, name, cancellationToken);
            throw new UsageException($"'{name}' is in a directory of the snapshot; 'cairn repo dump' reads it.");
        }

        RestoreJob job = await RestoreJob.PlanAsync(new SnapshotContents(files), Options(run, name), run.Context.Time, cancellationToken);
        if (_selection.IsDryRun(run.Parsed))
        {
            RestorePlanReport.Write(run.Reporter, job, server.Display);
            return;
        }

        // :: Step 2
        ClientCatalog catalog = await ClientCatalog.DiscoverAsync(ClientSearch.FromEnvironment(), run.Context.Time, cancellationToken);
        PostgresClient client = catalog.Newest();
        PostgresServer target = run.Parsed.GetValue(_database) is { } database && !job.IsServer ? server with { Database = database } : server;
        await new ServerProbe(client, PostgresSide.TargetDatabase, run.Context.Time).WaitUntilReadyAsync(
            job.ToWaitFor(target), run.Parsed.GetValue(_waitReady), cancellationToken);

        // :: Step 3-4
        RestoreJobSummary summary;
        await using (run.Reporter.ShowProgress("Restoring", files.Progress, totalBytes: null, job.Progress))
        {
            summary = await job.RunAsync(client, target, cancellationToken);
        }

        Report(run, id, target, files.Progress, summary, run.Context.Time.GetElapsedTime(start));
        if (summary.FailedStatements > 0)
        {
            throw new StatementsFailedException(summary.FailedStatements);
        }
    }

    private RestoreJobOptions Options(CommandRun run, string name) => new()
    {
        FileName = name,
        Plain = run.Parsed.GetValue(_plain),
        ExtraArguments = run.Context.PassThrough,
        Restore = _selection.Read(run.Parsed, run.Parsed.GetValue(_onError) == "stop", run.Reporter),
        SourceDatabases = _selection.SourceDatabases(run.Parsed),
        Globals = _selection.Globals(run.Parsed),
        TargetDatabase = run.Parsed.GetValue(_database),
        Note = run.Reporter.Note,
    };

    private static void Report(
        CommandRun run, ResticSnapshotId id, PostgresServer server, TransferProgress progress, RestoreJobSummary summary, TimeSpan elapsed)
    {
        long failures = summary.FailedStatements;
        JsonObject data = new()
        {
            ["message_type"] = "summary",
            ["snapshot_id"] = id.ToString(),
            ["target"] = server.Display,
            ["databases"] = new JsonArray([.. summary.Databases.Select(database => (JsonNode)database)]),
            ["tables"] = summary.Tables,
            ["rows"] = summary.Rows,
            ["total_bytes_processed"] = progress.Bytes,
            ["failed_statements"] = failures,
            ["total_duration"] = Math.Round(elapsed.TotalSeconds, 3),
            ["bytesPerSecond"] = (long)(progress.Bytes / Math.Max(0.001, elapsed.TotalSeconds)),
        };
        ProcessFigures.AddTo(data);
        string failed = failures == 0 ? "" : $" {failures} statement(s) FAILED.";
        run.Reporter.Result(
            $"Restored snapshot {id.Value.ToShortString()} into {server.Display}: {ByteSize.Format(progress.Bytes)} in {elapsed.TotalSeconds:0.0} s "
            + $"({ByteSize.FormatRate(progress.Bytes, elapsed)}).{failed}",
            data);
    }
}
