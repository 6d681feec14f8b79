using Cairn.Restic.Blobs;
using Cairn.Restic.Chunking;
using Cairn.Restic.Locks;
using Cairn.Restic.Memory;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations;

/// <summary>
/// Stores one stream as one file of a new snapshot, as <c>restic backup --stdin</c> does, but writes the snapshot only when the producer of the
/// stream says that it was complete.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>Cut the stream and feed the pipeline until the stream ends.</item>
/// <item>Ask the producer whether it ended well. If not, its failure is the failure of the backup, and there is no snapshot.</item>
/// <item>Store the tree; wait until all packs, then all indexes are stored.</item>
/// <item>Write the snapshot file.</item>
/// <item>Read snapshot and tree back from the storage, and find every blob in the index. Only then is the backup a success.</item>
/// </list>
/// The index must be loaded before, so that a large index does not keep a database transaction open.
/// </remarks>
public sealed class StreamBackup(ResticRepository repository, RepositoryLock repositoryLock)
{
    /// <summary>Go's permission bits of a file that restic makes from standard input: rw-r--r--.</summary>
    private const uint FileMode = 0x1A4;

    /// <summary>
    /// Runs the backup. <paramref name="confirmAsync"/> is called once, at the end of the stream, and throws when the stream is not to be trusted.
    /// </summary>
    public async Task<StreamBackupResult> RunAsync(
        Stream source,
        Func<CancellationToken, Task> confirmAsync,
        StreamBackupOptions options,
        TransferProgress progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(confirmAsync);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        ValidateName(options.FileName);
        DateTimeOffset start = repository.Settings.Time.GetLocalNow();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, repositoryLock.Lost);
        await using BlobPipeline pipeline = new(repository, progress, stop.Token);
        try
        {
            ContentList content = new();
            long size = await StreamCutter.StoreAsync(source, repository.Chunker, pipeline, content, progress, stop.Token);
            await confirmAsync(stop.Token);
            BlobId tree = await StoreTreeAsync(pipeline, content, size, options, start);
            await pipeline.CompleteAsync();
            SnapshotFile snapshot = Describe(options, tree, start, size, progress, pipeline);
            await repositoryLock.ThrowIfLostAsync(stop.Token);
            ResticSnapshotId id = await repository.Snapshots.SaveAsync(snapshot, stop.Token);

            // The backup exists from here on, so a signal must not report it as failed any more; reading back a few small files has the limits
            // of the storage itself.
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

    private static void ValidateName(string name)
    {
        if (string.IsNullOrEmpty(name) || name is "." or ".." || name.AsSpan().ContainsAny('/', '\0'))
        {
            throw new RepositoryException(RepositoryErrorKind.InvalidRequest, $"'{name}' cannot be the name of the file in the snapshot; "
                + $"give a name without directories.");
        }
    }

    private static async Task<BlobId> StoreTreeAsync(
        BlobPipeline pipeline, ContentList content, long size, StreamBackupOptions options, DateTimeOffset start)
    {
        // The names of all data blobs must be known first; the packs may still be on their way.
        await pipeline.DrainAsync();
        Node node = new()
        {
            Name = options.FileName,
            Type = "file",
            Mode = FileMode,
            ModifiedTime = start,
            AccessTime = start,
            ChangeTime = start,
            Uid = LockHolder.Current.Uid,
            Gid = LockHolder.Current.Gid,
            Size = (ulong)size,
            Content = [.. content.ToList().Select(blob => blob.ToString())],
        };
        byte[] json = new Tree { Nodes = [node] }.Encode();
        byte[] buffer = BufferPool.Rent(json.Length);
        json.CopyTo(buffer, 0);
        ContentList root = new();
        await pipeline.AddAsync(BlobType.Tree, buffer, json.Length, root, root.Reserve());
        await pipeline.DrainAsync();
        return root.ToList()[0];
    }

    private SnapshotFile Describe(
        StreamBackupOptions options, BlobId tree, DateTimeOffset start, long size, TransferProgress progress, BlobPipeline pipeline) => new()
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
                FilesNew = 1,
                DataBlobs = progress.NewBlobs - pipeline.NewTreeBlobs,
                TreeBlobs = pipeline.NewTreeBlobs,
                DataAdded = progress.BytesAdded,
                DataAddedPacked = progress.BytesStored,
                TotalFilesProcessed = 1,
                TotalBytesProcessed = size,
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
