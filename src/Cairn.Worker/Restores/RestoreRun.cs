using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Postgres;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Processes;
using Cairn.Restic;
using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Snapshots;
using Cairn.Worker.Arguments;
using Cairn.Worker.Failures;
using Cairn.Worker.Objects;
using Cairn.Worker.Repositories;
using Cairn.Worker.Scratch;
using Cairn.Worker.Statuses;
using Cairn.Worker.Targets;
using Cairn.Worker.Transfers;

namespace Cairn.Worker.Restores;

/// <summary>
/// The run of a restore Job: a component of a Snapshot into a database.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>Reads RestoreSession, Snapshot, Repository, storage and Secrets.</item>
/// <item>Opens the restic repository, locks it, finds the restic snapshot before the index is loaded, and makes the plan.</item>
/// <item>Reads the target and its Secrets, and waits for the server.</item>
/// <item>Restores, in parallel where the snapshot has a table of contents.</item>
/// <item>Writes the result. Whatever ends the run, the RestoreSession gets a last word.</item>
/// </list>
/// </remarks>
public sealed class RestoreRun
{
    private const int MaxJobs = 8;
    private static readonly TimeSpan LastWordLimit = TimeSpan.FromSeconds(20);

    private readonly RunContext _context;
    private readonly RestoreRunOptions _options;
    private readonly RunObjects _objects;
    private readonly RepositoryAccess _repositories;
    private readonly RestoreComponentStatus _status;

    /// <summary>A run; nothing is done yet.</summary>
    public RestoreRun(RunContext context, RestoreRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        (_context, _options) = (context, options);
        _objects = new RunObjects(context);
        _repositories = new RepositoryAccess(context);
        _status = new RestoreComponentStatus(_objects, SessionName, options.Component);
    }

    private NamespacedName SessionName => new(_options.Namespace, _options.RestoreSession);

    /// <summary>Runs the restore. It returns when everything is restored, and throws the failure otherwise; the status is written by then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        RestoreSession session = await _objects.NeedAsync<RestoreSession>(SessionName, "the Job", cancellationToken);
        using RunDeadline deadline = new(session.Status?.RestoreDeadline, _context.Time, cancellationToken);
        try
        {
            await _status.StartAsync(_context.Time.GetUtcNow(), deadline.Token);
            TransferProgress progress = new();
            await RunAsync(session, progress, deadline.Token);
            await _status.SucceedAsync(progress, _context.Time.GetUtcNow(), CancellationToken.None);
        }
        catch (Exception e)
        {
            Exception reason = deadline.Explain(e, "restore");
            await FailAsync(reason);
            if (!ReferenceEquals(reason, e))
            {
                throw reason;
            }

            throw;
        }
    }

    private async Task RunAsync(RestoreSession session, TransferProgress progress, CancellationToken cancellationToken)
    {
        // :: Step 1
        DatabaseRestoreOptions options = MakeOptions();
        RestoreInput input = await RestoreInput.ReadAsync(_objects, session, _options, cancellationToken);

        // :: Step 2
        RepositorySettings settings = new() { Time = _context.Time };
        await using ResticRepository restic = await _repositories.OpenAsync(input.Storage, input.Directory, input.Password, settings, cancellationToken);
        await using RepositoryLock repositoryLock = await _repositories.LockAsync(restic, cancellationToken);
        (ResticSnapshotId Id, SnapshotFile File) found = await restic.Snapshots.FindAsync(input.ResticSnapshot, cancellationToken);
        await restic.LoadIndexAsync(cancellationToken);
        RestoreSource source = await RestoreSource.OpenAsync(restic, found, options with { FileName = input.FileName }, cancellationToken);
        _status.TotalBytes = source.Bytes;

        // :: Step 3: a database that is to be created cannot be waited for.
        using ScratchDirectory scratch = new(_context.Mounts.Resolve(_options.ScratchDirectory));
        PostgresServer server = await ReadTargetAsync(session.Spec?.Target ?? input.Source, scratch, cancellationToken);
        ClientCatalog catalog = await ClientCatalog.DiscoverAsync(ClientSearch.FromEnvironment(), _context.Time, cancellationToken);
        PostgresClient client = catalog.Newest();
        bool creates = source.Plan is not null && _options.Choice.Create;
        await new ServerProbe(client, PostgresSide.TargetDatabase, _context.Time).WaitUntilReadyAsync(
            creates ? server with { Database = "postgres" } : server, _options.WaitTimeout, cancellationToken);

        // :: Step 4
        _context.Note(source.Plan is null ? "Restoring the script through psql." : "Restoring in parallel.");
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, repositoryLock.Lost);
        await using StatusTicker ticker = new(token => TryWriteAsync(_status.ProgressAsync(progress, _context.Time.GetUtcNow(), token)), _context.Time);
        long failed = await new DatabaseRestore(client, _context.Time).RunAsync(server, source, options, progress, stop.Token);
        if (failed > 0)
        {
            throw new RunException($"The restore went on to its end, as it was told to, but {failed} statement(s) failed. See the Job's log.");
        }
    }

    /// <summary>The name of a database alone needs no psql: the plan can go to any. Every other argument does.</summary>
    private DatabaseRestoreOptions MakeOptions()
    {
        IReadOnlyList<string> words = ShellWords.Split(_options.Arguments, "args");
        bool namesDatabaseOnly = ToolDatabase.OfPsql(words) is not null && (words.Count == 1 || (words.Count == 2 && words[0] is "-d" or "--dbname"));
        return new DatabaseRestoreOptions
        {
            Arguments = namesDatabaseOnly ? [] : words,
            Choice = _options.Choice with
            {
                Jobs = _options.Choice.Jobs > 0 ? _options.Choice.Jobs : Math.Clamp(Environment.ProcessorCount, 2, MaxJobs),
                ErrorLine = _context.Note,
                Step = step => _context.Note($"Restoring: {step}."),
            },
            ChoiceName = _options.ChoiceName,
        };
    }

    private async Task<PostgresServer> ReadTargetAsync(TypedObjectReference? reference, ScratchDirectory scratch, CancellationToken cancellationToken)
    {
        Api.AppCatalog.AppBinding binding = await _objects.NeedBindingAsync(reference, _options.Namespace, $"RestoreSession {SessionName}", cancellationToken);
        string home = binding.Metadata.NamespaceProperty;
        TargetReader reader = new((name, token) => _objects.FindSecretAsync(new NamespacedName(home, name), token), scratch);
        TargetDatabase target = await reader.ReadAsync(binding, _options.User, cancellationToken);
        target.Notes.ToList().ForEach(_context.Note);
        return target.Server with { Database = ToolDatabase.OfPsql(ShellWords.Split(_options.Arguments, "args")) };
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

    private async Task FailAsync(Exception reason)
    {
        using CancellationTokenSource limit = new(LastWordLimit, _context.Time);
        try
        {
            await _status.FailAsync(FailureText.Of(reason), _context.Time.GetUtcNow(), limit.Token);
        }
        catch (Exception e) when (e is ClusterException or OperationCanceledException)
        {
            // The run has failed for another reason, which must be the one that is reported; the operator sees that the pod has ended.
            _context.Note($"The failure could not be written into the RestoreSession {SessionName}: {e.Message}");
        }
    }
}
