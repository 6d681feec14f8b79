using System.CommandLine;
using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using Cairn.Cli.Options;
using Cairn.Cli.Output;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Dump;
using Cairn.Postgres.Preflight;
using Cairn.Restic;
using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Worker;

namespace Cairn.Cli.Commands;

/// <summary>
/// <c>cairn backup</c>: (1) opens the repository, and at the same time waits for the server and chooses pg_dump; (2) when both went well, takes a
/// lock, then loads the index; (3) only then starts the dump, so that a large index never keeps a database snapshot open; (4) stores it;
/// (5) reports.
/// </summary>
internal sealed class BackupCommand
{
    private const int MaxJobs = 256;

    private readonly Option<string?> _from = new("--from")
    {
        Description = "The database: postgres://user@host:port/database?sslmode=… Without it, libpq's own environment (PGHOST, …). "
            + "A password in the URL is seen by every user of this machine; PGPASSWORD or ~/.pgpass is not.",
        HelpName = "url",
    };

    private readonly BackupTargets _targets = new();

    private readonly Option<string> _name = new("--name")
    {
        Description = "Name of the file in the snapshot.",
        DefaultValueFactory = _ => "dumpfile.sql",
    };

    private readonly Option<string> _host = new("--host")
    {
        Description = "Host name of the snapshot. Default: this machine's.",
        DefaultValueFactory = _ => LockHolder.Current.Hostname,
    };

    private readonly Option<string[]> _tags = new("--tag") { Description = "Tag of the snapshot, or several with commas between; may be repeated." };

    private readonly Option<bool> _all = new("--all-databases")
    {
        Description = "Back up the whole server, roles and tablespaces included, as pg_dumpall does, instead of one database.",
    };

    private readonly Option<int> _jobs = new("--jobs")
    {
        Description = "How many connections read at the same time. Default: one for each processor, at least 2 and at most 8.",
        DefaultValueFactory = _ => Math.Clamp(Environment.ProcessorCount, 2, 8),
        HelpName = "n",
    };

    private readonly Option<bool> _plain = new("--plain")
    {
        Description = "Read everything as one stream of pg_dump (or pg_dumpall), over one connection, instead of in parallel.",
    };

    private readonly Option<TimeSpan> _waitReady = GlobalOptions.MakeDuration(
        "--wait-ready", "How long to wait for a server that does not accept connections yet. Default: 30s.", TimeSpan.FromSeconds(30));

    private readonly Option<bool> _newest = new("--newest-client")
    {
        Description = "Dump with the newest pg_dump installed instead of the one of the server's own major version. Its dumps may not load "
            + "into the server's version.",
    };

    public static Command Create(CommandRunner runner)
    {
        BackupCommand definition = new();
        definition._jobs.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[^1].Value, out int jobs) || jobs is < 1 or > MaxJobs))
            {
                result.AddError($"--jobs takes a number from 1 to {MaxJobs}.");
            }
        });
        Command command = new("backup", "Back up a database into a repository. Arguments behind -- go to pg_dump (or pg_dumpall).")
        {
            definition._from, definition._name, definition._host, definition._tags, definition._all, definition._waitReady, definition._newest,
            definition._jobs, definition._plain,
        };
        definition._targets.AddTo(command);
        runner.SetAction(command, definition.RunAsync, takesPassThrough: true, whenStopped: "The backup was not completed.");
        return command;
    }

    private async Task RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        long start = run.Context.Time.GetTimestamp();
        PostgresServer server = PostgresServer.Parse(run.Parsed.GetValue(_from) ?? "postgres://");

        // :: Step 1: the repository and the server at the same time; a failure of either ends the other.
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<DumpPreflightReport> preflight = PreflightAsync(run, server, stop.Token);
        List<ResticRepository> repositories = [];
        List<BackupDestination> destinations = [];
        try
        {
            await _targets.OpenAsync(run, repositories, stop.Token);

            // The preflight is usually over before the repository is open. It leaves no connection behind that would wait for the index.
            DumpPreflightReport report = await preflight;
            foreach (string note in report.Notes)
            {
                run.Reporter.Note(note);
            }

            // :: Step 2
            await BackupTargets.LockAsync(run, repositories, destinations, stop.Token);

            // :: Step 3-5
            IReadOnlyList<BackupOutcome> outcomes = await StoreAsync(run, server, report, destinations, stop.Token);
            Report(run, outcomes, run.Context.Time.GetElapsedTime(start));
        }
        catch
        {
            await stop.CancelAsync();
            await ObserveAsync(preflight);
            throw;
        }
        finally
        {
            foreach (BackupDestination destination in destinations)
            {
                await destination.Lock.DisposeAsync();
            }

            foreach (ResticRepository repository in repositories)
            {
                await repository.DisposeAsync();
            }
        }
    }

    /// <summary>Waits for the end of a task whose failure does not matter any more, because another one is being reported.</summary>
    private static async Task ObserveAsync(Task task) => await ((Task)task.ContinueWith(
        _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default));

    private async Task<DumpPreflightReport> PreflightAsync(CommandRun run, PostgresServer server, CancellationToken cancellationToken)
    {
        ClientSearch search = ClientSearch.FromEnvironment();
        ClientCatalog catalog = await ClientCatalog.DiscoverAsync(search, run.Context.Time, cancellationToken);
        ClientPreference preference = run.Parsed.GetValue(_newest) ? ClientPreference.Newest : ClientPreference.ClosestToServer;
        return await new DumpPreflight(catalog, run.Context.Time)
            .RunAsync(server, Program(run), preference, run.Parsed.GetValue(_waitReady), cancellationToken);
    }

    /// <summary>As restic does: commas separate tags, blanks around them and empty ones do not count.</summary>
    internal static IReadOnlyList<string> SplitTags(IEnumerable<string> values) =>
        [.. values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct()];

    private DumpProgram Program(CommandRun run) => run.Parsed.GetValue(_all) ? DumpProgram.PgDumpAll : DumpProgram.PgDump;

    private async Task<IReadOnlyList<BackupOutcome>> StoreAsync(
        CommandRun run,
        PostgresServer server,
        DumpPreflightReport report,
        List<BackupDestination> destinations,
        CancellationToken cancellationToken)
    {
        StreamBackupOptions options = new()
        {
            FileName = run.Parsed.GetValue(_name)!,
            Hostname = run.Parsed.GetValue(_host)!,
            Tags = SplitTags(run.Parsed.GetValue(_tags) ?? []),
            ProgramVersion = $"cairn {CairnVersion.Text}",
        };
        run.Reporter.Detail($"Dumping with {report.Client.PgDump}, version {report.Client.Version}.");
        DumpJobOptions dumpOptions = new()
        {
            Program = Program(run),
            ExtraArguments = run.Context.PassThrough,
            Jobs = run.Parsed.GetValue(_jobs),
            Plain = run.Parsed.GetValue(_plain),
            FileName = options.FileName,
            RestrictKey = StoredDump.RestrictKey(destinations[0].Repository),
            ErrorLine = run.Reporter.Detail,
            Note = run.Reporter.Note,
        };
        await using DumpJob dump = await DumpJob.PrepareAsync(report.Client, server, dumpOptions, run.Context.Time, cancellationToken);
        await using ProgressDisplay display = run.Reporter.ShowProgress("Backing up", destinations[0].Progress, totalBytes: null, dump.Progress);
        return await StoredDump.StoreAsync(destinations, dump, options, cancellationToken);
    }

    private static void Report(CommandRun run, IReadOnlyList<BackupOutcome> outcomes, TimeSpan elapsed)
    {
        foreach (BackupOutcome outcome in outcomes.Where(outcome => outcome.Result is not null))
        {
            Report(run, outcome.Destination, outcome.Result!, elapsed);
        }

        List<BackupOutcome> failed = [.. outcomes.Where(outcome => outcome.Failure is not null)];
        if (failed.Count == outcomes.Count)
        {
            ExceptionDispatchInfo.Throw(failed[0].Failure!);
        }

        if (failed.Count > 0)
        {
            throw new PartlyStoredException(
                [.. failed.Select(outcome => $"{outcome.Destination.Repository.Backend.Location}: {ExitCodes.Describe(outcome.Failure!, null).Message}")],
                outcomes.Count);
        }
    }

    private static void Report(CommandRun run, BackupDestination destination, StreamBackupResult result, TimeSpan elapsed)
    {
        TransferProgress progress = destination.Progress;
        JsonObject summary = new()
        {
            ["message_type"] = "summary",
            ["snapshot_id"] = result.Id.ToString(),
            ["repository"] = destination.Repository.Backend.Location,
            ["total_bytes_processed"] = progress.Bytes,
            ["total_files_processed"] = result.Snapshot.Summary!.TotalFilesProcessed,
            ["data_blobs"] = result.Snapshot.Summary.DataBlobs,
            ["tree_blobs"] = result.Snapshot.Summary.TreeBlobs,
            ["data_added"] = progress.BytesAdded,
            ["data_added_packed"] = progress.BytesStored,
            ["total_duration"] = Math.Round(elapsed.TotalSeconds, 3),
            ["bytesPerSecond"] = (long)(progress.Bytes / Math.Max(0.001, elapsed.TotalSeconds)),
        };
        ProcessFigures.AddTo(summary);
        run.Reporter.Result(
            $"Snapshot {result.Id.Value.ToShortString()}: {ByteSize.Format(progress.Bytes)} in {elapsed.TotalSeconds:0.0} s "
            + $"({ByteSize.FormatRate(progress.Bytes, elapsed)}), {ByteSize.Format(progress.BytesAdded)} new, stored as "
            + $"{ByteSize.Format(progress.BytesStored)}.",
            summary);
    }
}
