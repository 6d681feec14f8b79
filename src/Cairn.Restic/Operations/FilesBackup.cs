using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Memory;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations;

/// <summary>
/// Stores files that are put together from several streams, read at the same time, as one new snapshot in one repository or several. A file of
/// the format is a list of blobs, so what was stored in any order reads as one file.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>The producer stores streams as parts, as many at a time as it likes, and says at its end which files they make. If it throws, its
/// failure is the failure of the backup, and there is no snapshot anywhere.</item>
/// <item>Store the tree; wait until all packs, then all indexes are stored.</item>
/// <item>Write the snapshot file.</item>
/// <item>Read snapshot and tree back from the storage, and find every blob in the index. Only then is the backup a success.</item>
/// </list>
/// Each stream is read once. It is cut and hashed once for all repositories with the same chunker polynomial, and compressed once for those
/// with the same mode. A repository that fails is left out from then on and the others go on.
/// The index must be loaded before, so that a large index does not keep a database transaction open.
/// </remarks>
public sealed class FilesBackup(IReadOnlyList<BackupDestination> destinations)
{
    /// <summary>Go's permission bits rw-r--r--, as restic's files from standard input have them.</summary>
    private const uint FileMode = 0x1A4;

    private readonly BackupDestination[] _all = [.. destinations];

    private TimeProvider Time => destinations[0].Repository.Settings.Time;

    /// <summary>
    /// Runs the backup into all destinations and tells for each what became of it. It throws only what the producer throws, and when it is
    /// cancelled.
    /// </summary>
    public async Task<IReadOnlyList<BackupOutcome>> RunAsync(
        Func<FilePartWriter, CancellationToken, Task<IReadOnlyList<BackupFile>>> produceAsync,
        StreamBackupOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(produceAsync);
        ArgumentNullException.ThrowIfNull(options);
        DateTimeOffset start = Time.GetLocalNow();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<BackupGroup> groups = [.. destinations
            .GroupBy(destination => destination.Repository.Config.ChunkerPolynomial)
            .Select(group => new BackupGroup([.. group], stop.Token))];
        try
        {
            IReadOnlyList<BackupFile> files = await ProduceAsync(groups, produceAsync, stop);
            BackupOutcome[] outcomes = new BackupOutcome[destinations.Count];
            for (int number = 0; number < groups.Count; number++)
            {
                await FinishAsync(groups[number], number, files, options, start, outcomes, cancellationToken);
            }

            return outcomes;
        }
        finally
        {
            foreach (BackupGroup group in groups)
            {
                await group.DisposeAsync();
            }
        }
    }

    /// <summary>Lets the producer run. When every destination has failed it is stopped, and what it says about that does not count.</summary>
    private static async Task<IReadOnlyList<BackupFile>> ProduceAsync(
        List<BackupGroup> groups,
        Func<FilePartWriter, CancellationToken, Task<IReadOnlyList<BackupFile>>> produceAsync,
        CancellationTokenSource stop)
    {
        FilePartWriter writer = new(groups);
        List<CancellationTokenRegistration> registrations = [.. groups.Select(group => group.Pipeline.Stopped.UnsafeRegister(
            _ =>
            {
                if (groups.TrueForAll(other => other.HasFailed))
                {
                    stop.Cancel();
                }
            },
            null))];
        try
        {
            IReadOnlyList<BackupFile> files = await produceAsync(writer, stop.Token);
            ValidateNames(files);
            return files;
        }
#pragma warning disable CA1031 // Every destination says why it failed, and this exception is only a consequence.
        catch (Exception) when (groups.TrueForAll(group => group.HasFailed))
#pragma warning restore CA1031
        {
            return [];
        }
        finally
        {
            registrations.ForEach(registration => registration.Dispose());
        }
    }

    private async Task FinishAsync(
        BackupGroup group,
        int number,
        IReadOnlyList<BackupFile> files,
        StreamBackupOptions options,
        DateTimeOffset start,
        BackupOutcome[] outcomes,
        CancellationToken cancellationToken)
    {
        BlobId tree = default;
        if (!group.HasFailed)
        {
            try
            {
                tree = await StoreTreeAsync(group.Pipeline, number, files, start);
                await group.Pipeline.CompleteAsync();
            }
#pragma warning disable CA1031 // The other groups go on.
            catch (Exception) when (group.HasFailed && !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                // Each of its targets says why.
            }
        }

        foreach ((BackupDestination destination, BlobTarget target) in group.Members)
        {
            outcomes[Array.IndexOf(_all, destination)] = await ConcludeAsync(destination, target, tree, files, options, start, cancellationToken);
        }
    }

    private async Task<BackupOutcome> ConcludeAsync(
        BackupDestination destination,
        BlobTarget target,
        BlobId tree,
        IReadOnlyList<BackupFile> files,
        StreamBackupOptions options,
        DateTimeOffset start,
        CancellationToken cancellationToken)
    {
        try
        {
            target.ThrowIfFailed();
            SnapshotFile snapshot = Describe(options, files, tree, start, target);
            using CancellationTokenSource stop =
                CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, destination.Lock.Lost);
            await destination.Lock.ThrowIfLostAsync(stop.Token);
            ResticSnapshotId id = await destination.Repository.Snapshots.SaveAsync(snapshot, stop.Token);

            // The backup exists from here on, so a signal must not report it as failed any more.
            await VerifyAsync(destination.Repository, id, snapshot, CancellationToken.None);
            return new BackupOutcome(destination, new StreamBackupResult(id, snapshot), null);
        }
        catch (OperationCanceledException e) when (destination.Lock.Lost.IsCancellationRequested)
        {
            return new BackupOutcome(destination, null, new RepositoryException(
                RepositoryErrorKind.LockLost,
                $"The lock on {destination.Repository.Backend.Location} could not be refreshed in time, or somebody removed it; the backup stopped "
                + "without a snapshot.",
                e));
        }
#pragma warning disable CA1031 // One destination's failure must not be that of the others.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new BackupOutcome(destination, null, e);
        }
    }

    private static void ValidateNames(IReadOnlyList<BackupFile> files)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string name in files.Select(file => file.Name))
        {
            if (string.IsNullOrEmpty(name) || name is "." or ".." || name.AsSpan().ContainsAny('/', '\0') || !names.Add(name))
            {
                throw new RepositoryException(
                    RepositoryErrorKind.InvalidRequest,
                    $"'{name}' cannot be the name of a file in this snapshot; give a name without directories that no other file of it has.");
            }
        }
    }

    private static async Task<BlobId> StoreTreeAsync(
        BlobPipeline pipeline, int group, IReadOnlyList<BackupFile> files, DateTimeOffset start)
    {
        // The names of all data blobs must be known first; the packs may still be on their way.
        await pipeline.DrainAsync();
        byte[] json = new Tree { Nodes = [.. files.Select(file => NodeOf(file, group, start))] }.Encode();
        byte[] buffer = BufferPool.Rent(json.Length);
        json.CopyTo(buffer, 0);
        ContentList root = new();
        await pipeline.AddAsync(BlobType.Tree, buffer, json.Length, root, root.Reserve());
        await pipeline.DrainAsync();
        return root.ToList()[0];
    }

    private static Node NodeOf(BackupFile file, int group, DateTimeOffset time) => new()
    {
        Name = file.Name,
        Type = "file",
        Mode = FileMode,
        ModifiedTime = time,
        AccessTime = time,
        ChangeTime = time,
        Uid = LockHolder.Current.Uid,
        Gid = LockHolder.Current.Gid,
        Size = (ulong)file.Parts.Sum(part => part.Length),
        Content = [.. file.Parts.SelectMany(part => part.Contents[group].ToList()).Select(blob => blob.ToString())],
    };

    private SnapshotFile Describe(
        StreamBackupOptions options,
        IReadOnlyList<BackupFile> files,
        BlobId tree,
        DateTimeOffset start,
        BlobTarget target) => new()
        {
            Time = start,
            Tree = tree.ToString(),
            Paths = [$"/{options.FileName}"],
            Hostname = options.Hostname,
            Username = LockHolder.Current.Username,
            Uid = LockHolder.Current.Uid,
            Gid = LockHolder.Current.Gid,
            Tags = options.Tags.Count > 0 ? options.Tags : null,
            ProgramVersion = options.ProgramVersion,
            Summary = new SnapshotSummary
            {
                BackupStart = start,
                BackupEnd = Time.GetLocalNow(),
                FilesNew = files.Count,
                DataBlobs = target.Progress.NewBlobs - target.NewTreeBlobs,
                TreeBlobs = target.NewTreeBlobs,
                DataAdded = target.Progress.BytesAdded,
                DataAddedPacked = target.Progress.BytesStored,
                TotalFilesProcessed = files.Count,
                TotalBytesProcessed = files.Sum(file => file.Parts.Sum(part => part.Length)),
            },
        };

    /// <summary>What a restore will do first, done now: the snapshot, its tree and the places of all its blobs.</summary>
    private static async Task VerifyAsync(
        ResticRepository repository, ResticSnapshotId id, SnapshotFile written, CancellationToken cancellationToken)
    {
        SnapshotFile read = await repository.Snapshots.LoadAsync(id, cancellationToken);
        BlobHandle root = read.RootTree(id);
        Tree tree = await repository.ReadBackTreeAsync(root.Id, cancellationToken);
        IEnumerable<BlobId> blobs = tree.Nodes.SelectMany(node => node.ContentBlobs(root.Id));
        if (read.Tree != written.Tree || blobs.Any(blob => !repository.Index.Contains(new BlobHandle(BlobType.Data, blob))))
        {
            throw RepositoryException.Damaged($"Snapshot {id}", "it did not read back as it was written");
        }
    }
}
