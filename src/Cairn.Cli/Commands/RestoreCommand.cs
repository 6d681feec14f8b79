using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Cli.Options;
using Cairn.Cli.Output;
using Cairn.Postgres;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Restore;
using Cairn.Postgres.Restore.Parallel;
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
        Description = "Another name for the database than the one in the URL of the target.",
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
        server = run.Parsed.GetValue(_database) is { } database ? server with { Database = database } : server;
        await using ResticRepository repository = await run.Repositories.OpenAsync(run.Parsed.GetValue(_from), cancellationToken);
        await using RepositoryLock? repositoryLock = await run.Repositories.LockForReadingAsync(repository, cancellationToken);

        // :: Step 1: the snapshot before the index, so that a backup that ends meanwhile is not seen without its index.
        (ResticSnapshotId id, SnapshotFile snapshot) = await repository.Snapshots.FindAsync(run.Parsed.GetValue(_snapshot)!, cancellationToken);
        await repository.LoadIndexAsync(cancellationToken);
        SnapshotReader reader = new(repository);
        Node file = await reader.FindFileAsync(id, snapshot, run.Parsed.GetValue(_name)!, cancellationToken);
        RestorePlan? plan = await TryPlanAsync(run, repository, reader, (id, snapshot), cancellationToken);
        if (plan is not null && _selection.IsDryRun(run.Parsed))
        {
            RestorePlanReport.Write(run.Reporter, plan, server.Display);
            return;
        }

        // :: Step 2: a database that is to be created cannot be waited for.
        ClientCatalog catalog = await ClientCatalog.DiscoverAsync(ClientSearch.FromEnvironment(), run.Context.Time, cancellationToken);
        PostgresClient client = catalog.Newest();
        await new ServerProbe(client, PostgresSide.TargetDatabase, run.Context.Time).WaitUntilReadyAsync(
            plan is not null && _selection.IsCreating(run.Parsed) ? server with { Database = "postgres" } : server,
            run.Parsed.GetValue(_waitReady), cancellationToken);

        // :: Step 3-4
        TransferProgress progress = new();
        long failed = plan is not null
            ? await RestoreInParallelAsync(run, client, server, plan, new FileRangeReader(repository, file), progress, cancellationToken)
            : await StreamAsync(run, client, server, reader, file, progress, cancellationToken);
        Report(run, id, server, progress, failed, run.Context.Time.GetElapsedTime(start));
        if (failed > 0)
        {
            throw new StatementsFailedException(failed);
        }
    }

    /// <summary>The plan for a restore over several connections, or null where the script is to be streamed as it is.</summary>
    private async Task<RestorePlan?> TryPlanAsync(
        CommandRun run,
        ResticRepository repository,
        SnapshotReader reader,
        (ResticSnapshotId Id, SnapshotFile File) snapshot,
        CancellationToken cancellationToken)
    {
        string? given = _selection.FirstGiven(run.Parsed);
        bool isPlain = run.Parsed.GetValue(_plain) || run.Context.PassThrough.Count > 0;
        bool hasToc = !isPlain && await ParallelBackup.HasTocAsync(repository, snapshot, run.Parsed.GetValue(_name)!, cancellationToken);
        if (hasToc)
        {
            bool stop = run.Parsed.GetValue(_onError) == "stop";
            byte[] toc = await ReadAsync(reader, snapshot, ParallelBackup.TocName, cancellationToken);
            byte[] schema = await ReadAsync(reader, snapshot, ParallelBackup.SchemaName, cancellationToken);
            return await RestorePlan.CreateAsync(toc, schema, _selection.Read(run.Parsed, stop, run.Reporter), cancellationToken);
        }

        return given is null ? null : throw new UsageException(isPlain
            ? $"{given} has no meaning for a script that is streamed into psql as it is; leave out --plain and what stands behind '--'."
            : $"{given} needs a snapshot with a table of contents ({ParallelBackup.TocName}), and {snapshot.Id.Value.ToShortString()} has none: "
                + "it can only be restored as a whole.");
    }

    private static async Task<byte[]> ReadAsync(
        SnapshotReader reader, (ResticSnapshotId Id, SnapshotFile File) snapshot, string name, CancellationToken cancellationToken)
    {
        Node node = await reader.FindFileAsync(snapshot.Id, snapshot.File, name, cancellationToken);
        using MemoryStream content = new();
        await reader.CopyToAsync(node, content, new TransferProgress(), cancellationToken);
        return content.ToArray();
    }

    private static async Task<long> RestoreInParallelAsync(
        CommandRun run,
        PostgresClient client,
        PostgresServer server,
        RestorePlan plan,
        FileRangeReader script,
        TransferProgress progress,
        CancellationToken cancellationToken)
    {
        await using ProgressDisplay display = run.Reporter.ShowProgress("Restoring", progress, plan.Bytes);
        ParallelRestoreSummary summary = await new ParallelRestore(client, run.Context.Time).RunAsync(
            server,
            plan,
            (offset, length, destination, token) => script.CopyToAsync(offset, length, destination, progress, token),
            cancellationToken);
        return summary.FailedStatements;
    }

    private async Task<long> StreamAsync(
        CommandRun run,
        PostgresClient client,
        PostgresServer server,
        SnapshotReader reader,
        Node file,
        TransferProgress progress,
        CancellationToken cancellationToken)
    {
        RestoreOptions options = new()
        {
            StopOnError = run.Parsed.GetValue(_onError) == "stop",
            ExtraArguments = run.Context.PassThrough,
            ErrorLine = run.Reporter.Detail,
        };
        await using RestoreStream restore = await new PostgresRestore(client, run.Context.Time).StartAsync(server, options, cancellationToken);
        await using ProgressDisplay display = run.Reporter.ShowProgress("Restoring", progress, (long)file.Size);
        await reader.CopyToAsync(file, restore.Input, progress, cancellationToken);
        return (await restore.CompleteAsync(cancellationToken)).FailedStatements;
    }

    private static void Report(
        CommandRun run, ResticSnapshotId id, PostgresServer server, TransferProgress progress, long failures, TimeSpan elapsed)
    {
        JsonObject data = new()
        {
            ["message_type"] = "summary",
            ["snapshot_id"] = id.ToString(),
            ["target"] = server.Display,
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
