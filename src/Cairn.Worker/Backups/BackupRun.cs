using Cairn.Api.Core;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Postgres;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Preflight;
using Cairn.Restic.Indexes;
using Cairn.Restic.Operations;
using Cairn.Worker.Failures;
using Cairn.Worker.Objects;
using Cairn.Worker.Scratch;
using Cairn.Worker.Statuses;
using Cairn.Worker.Targets;
using Cairn.Worker.Transfers;

namespace Cairn.Worker.Backups;

/// <summary>
/// The run of a backup Job: one dump into the Repository of each Snapshot of a BackupSession.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>Reads BackupSession, Snapshots, Repositories, storages and Secrets. A Repository that cannot be used fails alone.</item>
/// <item>Reads the target and its Secrets.</item>
/// <item>Opens or makes the restic repositories, and at the same time waits for the server and chooses the client.</item>
/// <item>Locks the repositories and loads their indexes; only then the dump starts, so that no database snapshot waits for an index.</item>
/// <item>Dumps once into all of them. Each is read back by the engine before it is a success.</item>
/// <item>Writes the result of each into its Snapshot. Whatever ends the run, every Snapshot gets a last word.</item>
/// </list>
/// </remarks>
public sealed class BackupRun
{
    /// <summary>How long the last status may take, when the pod is told to end: less than its grace time.</summary>
    private static readonly TimeSpan LastWordLimit = TimeSpan.FromSeconds(20);

    private const string FileName = "dumpfile.sql";
    private const string HostName = "host-0";
    private const int MaxJobs = 8;

    private readonly RunContext _context;
    private readonly BackupRunOptions _options;
    private readonly RunObjects _objects;
    private readonly BackupSides _sides;

    /// <summary>A run; nothing is done yet.</summary>
    public BackupRun(RunContext context, BackupRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        (_context, _options) = (context, options);
        _objects = new RunObjects(context);
        _sides = new BackupSides(context, _objects, options);
    }

    private NamespacedName SessionName => new(_options.Namespace, _options.BackupSession);

    /// <summary>
    /// Runs the backup. It returns when every repository has it. Otherwise it throws the failure, or a <see cref="PartlyStoredException"/> when some
    /// repositories have it; the Snapshots' statuses are written by then.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        BackupSession session = await _objects.NeedAsync<BackupSession>(SessionName, "the Job", cancellationToken);
        List<BackupSide> sides =
        [
            .. (session.Status?.Snapshots ?? []).Select(item => new NamespacedName(_options.Namespace, item.Name ?? ""))
                .Select(name => new BackupSide(name, new SnapshotComponentStatus(_objects, name, _options.Component, FileName))),
        ];
        if (sides.Count == 0)
        {
            throw new RunException($"The BackupSession {SessionName} has no Snapshots yet (status.snapshots).");
        }

        using RunDeadline deadline = new(session.Status?.BackupDeadline, _context.Time, cancellationToken);
        try
        {
            await RunAsync(sides, deadline.Token);
            ThrowIfFailed(sides);
        }
        catch (Exception e)
        {
            Exception reason = deadline.Explain(e, "backup");
            await FailRestAsync(sides, reason);
            if (!ReferenceEquals(reason, e))
            {
                throw reason;
            }

            throw;
        }
        finally
        {
            foreach (BackupSide side in sides)
            {
                await side.DisposeAsync();
            }
        }
    }

    private async Task RunAsync(List<BackupSide> sides, CancellationToken cancellationToken)
    {
        // :: Step 1
        DumpTask task = DumpTask.Parse(_options.BackupCommand, _options.Arguments);
        await ForEachAsync(sides, LoadSideAsync, cancellationToken);

        // :: Step 2
        using ScratchDirectory scratch = new(_context.Mounts.Resolve(_options.ScratchDirectory));
        TargetDatabase target = await ReadTargetAsync(Usable(sides)[0], scratch, cancellationToken);

        // :: Step 3: a failure of the server ends the work on the repositories.
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<DumpPreflightReport> preflight = PreflightAsync(target.Server, task, stop.Token);
        Task opening = ForEachAsync(sides, _sides.OpenAsync, stop.Token);
        await BothAsync(preflight, opening, stop);
        DumpPreflightReport report = await preflight;
        report.Notes.ToList().ForEach(_context.Note);

        // :: Step 4
        await ForEachAsync(sides, _sides.LockAsync, cancellationToken);

        // :: Step 5-6
        List<BackupSide> usable = Usable(sides);
        IReadOnlyList<BackupOutcome> outcomes = await DumpAsync(usable, target.Server, task, report, cancellationToken);
        DateTimeOffset end = _context.Time.GetUtcNow();
        foreach ((BackupSide side, BackupOutcome outcome) in usable.Zip(outcomes))
        {
            side.Failure = outcome.Failure;
            if (outcome.Result is { } result)
            {
                await side.Status.SucceedAsync(result, SizeOf(side), end, CancellationToken.None);
                _context.Note($"Stored in {side.Restic!.Backend.Location} as snapshot {result.Id.Value.ToShortString()}.");
            }
        }
    }

    private async Task LoadSideAsync(BackupSide side, CancellationToken cancellationToken)
    {
        await _sides.LoadAsync(side, cancellationToken);
        await side.Status.StartAsync(_sides.PathOf(side), _context.Time.GetUtcNow(), cancellationToken);
    }

    private async Task<TargetDatabase> ReadTargetAsync(BackupSide side, ScratchDirectory scratch, CancellationToken cancellationToken)
    {
        Api.Meta.TypedObjectReference? reference = side.Snapshot!.Spec!.AppRef ?? side.Repository!.Spec?.AppRef;
        Api.AppCatalog.AppBinding binding = await _objects.NeedBindingAsync(reference, _options.Namespace, $"Snapshot {side.Name}", cancellationToken);
        string home = binding.Metadata.NamespaceProperty;
        TargetReader reader = new((name, token) => _objects.FindSecretAsync(new NamespacedName(home, name), token), scratch);
        TargetDatabase target = await reader.ReadAsync(binding, _options.User, cancellationToken);
        target.Notes.ToList().ForEach(_context.Note);
        return target;
    }

    private async Task<DumpPreflightReport> PreflightAsync(PostgresServer server, DumpTask task, CancellationToken cancellationToken)
    {
        ClientCatalog catalog = await ClientCatalog.DiscoverAsync(ClientSearch.FromEnvironment(), _context.Time, cancellationToken);
        DumpPreflight preflight = new(catalog, _context.Time);
        for (int i = 0; ; i++)
        {
            PostgresServer asked = server with { Database = task.Databases[i] };
            try
            {
                return await preflight.RunAsync(asked, task.Program, ClientPreference.ClosestToServer, _options.WaitTimeout, cancellationToken);
            }
            catch (PostgresException e) when (e.Kind is PostgresErrorKind.DatabaseMissing or PostgresErrorKind.NotAllowed && i + 1 < task.Databases.Count)
            {
                _context.Detail(e.Message);
            }
        }
    }

    private async Task<IReadOnlyList<BackupOutcome>> DumpAsync(
        List<BackupSide> sides, PostgresServer server, DumpTask task, DumpPreflightReport report, CancellationToken cancellationToken)
    {
        DatabaseBackupOptions options = new()
        {
            Program = task.Program,
            Arguments = task.Arguments,
            Jobs = _options.Jobs > 0 ? _options.Jobs : Math.Clamp(Environment.ProcessorCount, 2, MaxJobs),
            UserTables = task.Program == Postgres.Dump.DumpProgram.PgDump ? report.Facts.UserTables : null,
            Snapshot = new StreamBackupOptions
            {
                FileName = FileName,
                Hostname = HostName,
                Tags = [$"backupsession={_options.Namespace}/{_options.BackupSession}"],
                ProgramVersion = _context.ProgramVersion,
            },
            Detail = _context.Detail,
            Note = _context.Note,
            Started = () => StartTicker(sides),
        };
        return await new DatabaseBackup(report.Client, _context.Time).RunAsync(
            server, [.. sides.Select(side => side.Destination!)], options, cancellationToken);
    }

    private StatusTicker StartTicker(List<BackupSide> sides)
    {
        sides.ForEach(side => side.Status.BeginDump(_context.Time.GetUtcNow()));
        return new StatusTicker(
            async token =>
            {
                foreach (BackupSide side in sides)
                {
                    await TryWriteAsync(side.Status.ProgressAsync(side.Destination!.Progress, _context.Time.GetUtcNow(), token));
                }
            },
            _context.Time);
    }

    private async Task TryWriteAsync(Task write)
    {
        try
        {
            await write;
        }
        catch (ClusterException e)
        {
            _context.Detail($"The status could not be written: {e.Message}");
        }
    }

    /// <summary>Does something for every side that has not failed, at the same time; a failure is the side's own, unless it was the last one.</summary>
    private async Task ForEachAsync(List<BackupSide> sides, Func<BackupSide, CancellationToken, Task> actAsync, CancellationToken cancellationToken)
    {
        await Task.WhenAll(sides.Where(side => side.Failure is null).Select(async side =>
        {
            try
            {
                await actAsync(side, cancellationToken);
            }
            catch (Exception e) when (FailureText.Describe(e) is { } text)
            {
                side.Failure = e;
                _context.Note($"Snapshot {side.Name}: {text}");
            }
        }));
        ThrowIfNoneIsLeft(sides);
    }

    private static void ThrowIfNoneIsLeft(List<BackupSide> sides)
    {
        if (sides.TrueForAll(side => side.Failure is not null))
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(sides[0].Failure!);
        }
    }

    private static void ThrowIfFailed(List<BackupSide> sides)
    {
        ThrowIfNoneIsLeft(sides);
        BackupSide[] failed = [.. sides.Where(side => side.Failure is not null)];
        if (failed.Length > 0)
        {
            throw new PartlyStoredException([.. failed.Select(side => $"{side.Name}: {FailureText.Of(side.Failure!)}")], sides.Count);
        }
    }

    /// <summary>The last word for every Snapshot that has none, also when the run was cancelled.</summary>
    private async Task FailRestAsync(List<BackupSide> sides, Exception reason)
    {
        using CancellationTokenSource limit = new(LastWordLimit, _context.Time);
        await Task.WhenAll(sides.Where(side => !side.Status.IsFinal).Select(async side =>
        {
            try
            {
                string text = FailureText.Of(side.Failure ?? reason);
                await side.Status.FailAsync(text, _context.Time.GetUtcNow(), limit.Token);
            }
            catch (Exception e) when (e is ClusterException or OperationCanceledException)
            {
                // The run has failed for another reason, which must be the one that is reported; the operator sees that the pod has ended.
                _context.Note($"The failure could not be written into the Snapshot {side.Name}: {e.Message}");
            }
        }));
    }

    private static List<BackupSide> Usable(List<BackupSide> sides) => [.. sides.Where(side => side.Failure is null)];

    // What restic counts as raw data: blobs as they are stored.
    private static long SizeOf(BackupSide side) => side.Restic!.Index.EnumerateLocations().Sum((BlobLocation location) => (long)location.Blob.Length);

    /// <summary>Waits for two tasks; the first one's failure ends the other, and is thrown.</summary>
    private static async Task BothAsync(Task one, Task other, CancellationTokenSource stop)
    {
        Task first = await Task.WhenAny(one, other);
        if (!first.IsCompletedSuccessfully)
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll(ObserveAsync(one), ObserveAsync(other));
        await first;
        await Task.WhenAll(one, other);
    }

    /// <summary>Waits for the end of a task whose failure is looked at elsewhere.</summary>
    private static async Task ObserveAsync(Task task) => await task.ContinueWith(
        _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}
