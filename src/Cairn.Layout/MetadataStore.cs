using System.Buffers;
using System.Runtime.CompilerServices;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Layout.Metadata;
using Cairn.Storage;
using Cairn.Storage.Objects;

namespace Cairn.Layout;

/// <summary>
/// The plain files of one BackupStorage beside the restic repositories: <c>metadata.yaml</c>, and for each Repository its own file and those of its
/// Snapshots. Owns the object store. Safe for concurrent use, but two that change the same file do not see each other: the last one wins whole.
/// </summary>
/// <remarks>
/// Failures of the storage are <see cref="BackendException"/>s, files that cannot be understood <see cref="MetadataException"/>s. Directories are those
/// of Repositories (<c>spec.path</c>), with or without slashes around them.
/// </remarks>
public sealed class MetadataStore(IObjectStore store) : IAsyncDisposable
{
    private const int LeastParallelDeletes = 10;

    /// <summary>Where the files are, in restic's notation and without credentials; for messages.</summary>
    public string Location => store.Location;

    /// <summary>Creates what the storage needs before the first file. A bucket must exist; a directory is made.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) => store.CreateAsync(cancellationToken);

    /// <summary>Reads <c>metadata.yaml</c>; null when there is none, so that the storage has not been initialised.</summary>
    public async Task<BackendMetadata?> FindBackendAsync(CancellationToken cancellationToken) =>
        await FindAsync(StoragePaths.Metadata, cancellationToken) is { } content ? MetadataText.ReadBackend(StoragePaths.Metadata, content) : null;

    /// <summary>Writes <c>metadata.yaml</c>.</summary>
    public Task SaveBackendAsync(BackendMetadata metadata, CancellationToken cancellationToken) =>
        SaveAsync(StoragePaths.Metadata, MetadataText.Write(metadata), cancellationToken);

    /// <summary>Reads the file of a Repository; null when there is none.</summary>
    public Task<Repository?> FindRepositoryAsync(string directory, CancellationToken cancellationToken) =>
        FindAsync<Repository>(StoragePaths.RepositoryFile(directory), cancellationToken);

    /// <summary>Writes the file of a Repository, into the directory that its <c>spec.path</c> names.</summary>
    public Task SaveRepositoryAsync(Repository repository, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return SaveAsync(StoragePaths.RepositoryFile(repository.Spec?.Path ?? ""), MetadataText.Write(repository), cancellationToken);
    }

    /// <summary>Deletes the file of a Repository, and nothing else; that there is none is no error.</summary>
    public Task RemoveRepositoryFileAsync(string directory, CancellationToken cancellationToken) =>
        store.RemoveAsync(StoragePaths.RepositoryFile(directory), cancellationToken);

    /// <summary>
    /// Finds the directories that hold the file of a Repository, wherever they are: for a storage whose <c>metadata.yaml</c> is lost. It lists the whole
    /// storage, packs included, and is therefore slow.
    /// </summary>
    public async Task<IReadOnlyList<string>> FindRepositoryDirectoriesAsync(CancellationToken cancellationToken)
    {
        List<string> directories = [];
        await foreach (StoredObject entry in store.ListAsync("", cancellationToken))
        {
            if (StoragePaths.IsRepositoryFile(entry.Name))
            {
                directories.Add(entry.Name[..Math.Max(0, entry.Name.LastIndexOf('/'))]);
            }
        }

        return [.. directories.Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads the file of a Snapshot by the name that this program gives it; null when there is none.</summary>
    public Task<Snapshot?> FindSnapshotAsync(string directory, string name, CancellationToken cancellationToken) =>
        FindAsync<Snapshot>(StoragePaths.SnapshotFile(directory, name), cancellationToken);

    /// <summary>
    /// Reads all files of the Snapshots of a Repository, whatever their names. One that cannot be understood is reported in its place; one that
    /// disappears meanwhile is left out.
    /// </summary>
    public async IAsyncEnumerable<StoredSnapshot> ListSnapshotsAsync(string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredObject entry in store.ListAsync(StoragePaths.SnapshotsDirectory(directory), cancellationToken))
        {
            if (entry.Size == 0)
            {
                // A marker, by which some programs show a directory in a bucket.
                continue;
            }

            if (await ReadSnapshotAsync(entry.Name, cancellationToken) is { } read)
            {
                yield return read;
            }
        }
    }

    /// <summary>Writes the file of a Snapshot.</summary>
    /// <param name="directory">The Repository's directory.</param>
    /// <param name="snapshot">The Snapshot.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    public Task SaveSnapshotAsync(string directory, Snapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return SaveAsync(StoragePaths.SnapshotFile(directory, snapshot.Metadata.Name), MetadataText.Write(snapshot), cancellationToken);
    }

    /// <summary>Deletes the file of a Snapshot, and nothing else; that there is none is no error.</summary>
    public Task RemoveSnapshotFileAsync(string directory, string name, CancellationToken cancellationToken) =>
        store.RemoveAsync(StoragePaths.SnapshotFile(directory, name), cancellationToken);

    /// <summary>
    /// Erases a Repository's directory: its file, those of its Snapshots, and the restic repositories. Can be repeated after a failure.
    /// </summary>
    public Task WipeRepositoryAsync(string directory, CancellationToken cancellationToken)
    {
        string clean = StoragePaths.Join(directory);
        return clean.Length == 0 ? WipeAsync(cancellationToken) : store.RemoveDirectoryAsync(clean, cancellationToken);
    }

    /// <summary>Erases everything below the storage's prefix. Can be repeated after a failure.</summary>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        HashSet<string> directories = new(StringComparer.Ordinal);
        List<string> files = [];
        await foreach (StoredObject entry in store.ListAsync("", cancellationToken))
        {
            int slash = entry.Name.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0)
            {
                files.Add(entry.Name);
            }
            else
            {
                directories.Add(entry.Name[..slash]);
            }
        }

        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = Math.Max(LeastParallelDeletes, store.Connections),
            CancellationToken = cancellationToken,
        };
        foreach (string directory in directories)
        {
            await store.RemoveDirectoryAsync(directory, cancellationToken);
        }

        // metadata.yaml goes last: as long as anything is left, the storage says that it is one.
        await Parallel.ForEachAsync(files.Where(file => file != StoragePaths.Metadata), parallel, async (file, token) => await store.RemoveAsync(file, token));
        await store.RemoveAsync(StoragePaths.Metadata, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async Task<StoredSnapshot?> ReadSnapshotAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync<Snapshot>(path, cancellationToken) is { } snapshot ? new StoredSnapshot(path, snapshot, null) : null;
        }
        catch (MetadataException e)
        {
            return new StoredSnapshot(path, null, e.Message);
        }
    }

    private async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
        where T : ApiObject => await FindAsync(path, cancellationToken) is { } content ? MetadataText.Read<T>(path, content) : null;

    private async Task<byte[]?> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await store.LoadAllAsync(path, MetadataText.MaxBytes, cancellationToken);
        }
        catch (BackendException e) when (e.Kind == BackendErrorKind.NotFound)
        {
            return null;
        }
    }

    private Task SaveAsync(string path, byte[] content, CancellationToken cancellationToken) =>
        store.SaveAsync(path, new ReadOnlySequence<byte>(content), cancellationToken);
}
