using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;
using Cairn.Restic.Memory;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations;

/// <summary>
/// Stores files that are put together from several streams, read at the same time, as one new snapshot. A file of the format is a list of
/// blobs, so what was stored in any order reads as one file.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>The producer stores streams as parts, as many at a time as it likes, and says at its end which files they make. If it throws, its
/// failure is the failure of the backup, and there is no snapshot.</item>
/// <item>Store the tree; wait until all packs, then all indexes are stored.</item>
/// <item>Write the snapshot file.</item>
/// <item>Read snapshot and tree back from the storage, and find every blob in the index. Only then is the backup a success.</item>
/// </list>
/// The index must be loaded before, so that a large index does not keep a database transaction open.
/// </remarks>
public sealed class FilesBackup(ResticRepository repository, RepositoryLock repositoryLock)
{
    /// <summary>Go's permission bits rw-r--r--, as restic's files from standard input have them.</summary>
    private const uint FileMode = 0x1A4;

    /// <summary>
    /// Runs the backup. <paramref name="produceAsync"/> is called once; the files that it returns, in its order, are the snapshot's.
    /// </summary>
    public async Task<StreamBackupResult> RunAsync(
        Func<FilePartWriter, CancellationToken, Task<IReadOnlyList<BackupFile>>> produceAsync,
        StreamBackupOptions options,
        TransferProgress progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(produceAsync);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        DateTimeOffset start = repository.Settings.Time.GetLocalNow();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, repositoryLock.Lost);
        await using BlobPipeline pipeline = new(repository, progress, stop.Token);
        try
        {
            IReadOnlyList<BackupFile> files = await produceAsync(new FilePartWriter(repository, pipeline, progress), stop.Token);
            ValidateNames(files);
            BlobId tree = await StoreTreeAsync(pipeline, files, start);
            await pipeline.CompleteAsync();
            SnapshotFile snapshot = Describe(options, files, tree, start, progress, pipeline);
            await repositoryLock.ThrowIfLostAsync(stop.Token);
            ResticSnapshotId id = await repository.Snapshots.SaveAsync(snapshot, stop.Token);

            // The backup exists from here on, so a signal must not report it as failed any more.
            await VerifyAsync(id, snapshot, CancellationToken.None);
            return new StreamBackupResult(id, snapshot);
        }
        catch (OperationCanceledException e) when (repositoryLock.Lost.IsCancellationRequested)
        {
            await pipeline.AbandonAsync(keepStored: false);
            throw new RepositoryException(
                RepositoryErrorKind.LockLost,
                $"The lock on {repository.Backend.Location} could not be refreshed in time, or somebody removed it; the backup stopped without a snapshot.",
                e);
        }
        catch
        {
            await pipeline.AbandonAsync(keepStored: !repositoryLock.Lost.IsCancellationRequested);
            throw;
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

    private static async Task<BlobId> StoreTreeAsync(BlobPipeline pipeline, IReadOnlyList<BackupFile> files, DateTimeOffset start)
    {
        // The names of all data blobs must be known first; the packs may still be on their way.
        await pipeline.DrainAsync();
        byte[] json = new Tree { Nodes = [.. files.Select(file => NodeOf(file, start))] }.Encode();
        byte[] buffer = BufferPool.Rent(json.Length);
        json.CopyTo(buffer, 0);
        ContentList root = new();
        await pipeline.AddAsync(BlobType.Tree, buffer, json.Length, root, root.Reserve());
        await pipeline.DrainAsync();
        return root.ToList()[0];
    }

    private static Node NodeOf(BackupFile file, DateTimeOffset time) => new()
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
        Content = [.. file.Parts.SelectMany(part => part.Content.ToList()).Select(blob => blob.ToString())],
    };

    private SnapshotFile Describe(
        StreamBackupOptions options,
        IReadOnlyList<BackupFile> files,
        BlobId tree,
        DateTimeOffset start,
        TransferProgress progress,
        BlobPipeline pipeline) => new()
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
                BackupEnd = repository.Settings.Time.GetLocalNow(),
                FilesNew = files.Count,
                DataBlobs = progress.NewBlobs - pipeline.NewTreeBlobs,
                TreeBlobs = pipeline.NewTreeBlobs,
                DataAdded = progress.BytesAdded,
                DataAddedPacked = progress.BytesStored,
                TotalFilesProcessed = files.Count,
                TotalBytesProcessed = files.Sum(file => file.Parts.Sum(part => part.Length)),
            },
        };

    /// <summary>What a restore will do first, done now: the snapshot, its tree and the places of all its blobs.</summary>
    private async Task VerifyAsync(ResticSnapshotId id, SnapshotFile written, CancellationToken cancellationToken)
    {
        SnapshotFile read = await repository.Snapshots.LoadAsync(id, cancellationToken);
        BlobHandle root = read.RootTree(id);
        Tree tree = await repository.LoadTreeAsync(root.Id, cancellationToken);
        IEnumerable<BlobId> blobs = tree.Nodes.SelectMany(node => node.ContentBlobs(root.Id));
        if (read.Tree != written.Tree || blobs.Any(blob => !repository.Index.Contains(new BlobHandle(BlobType.Data, blob))))
        {
            throw RepositoryException.Damaged($"Snapshot {id}", "it did not read back as it was written");
        }
    }
}
