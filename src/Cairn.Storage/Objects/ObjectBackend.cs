using System.Buffers;
using System.Runtime.CompilerServices;

namespace Cairn.Storage.Objects;

/// <summary>A restic repository in an object store: the names of restic's layout over a store that knows nothing of repositories.</summary>
/// <param name="store">Where the files are; the backend owns it from then on.</param>
internal sealed class ObjectBackend(IObjectStore store) : IBackend
{
    /// <inheritdoc/>
    public string Location => store.Location;

    /// <inheritdoc/>
    public int Connections => store.Connections;

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken) => store.CreateAsync(cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(FileHandle file, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        store.SaveAsync(RepositoryLayout.PathOf(file), content, cancellationToken);

    /// <inheritdoc/>
    public Task LoadAsync(FileHandle file, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        store.LoadAsync(RepositoryLayout.PathOf(file), offset, destination, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> LoadAllAsync(FileHandle file, long maxBytes, CancellationToken cancellationToken) =>
        store.LoadAllAsync(RepositoryLayout.PathOf(file), maxBytes, cancellationToken);

    /// <inheritdoc/>
    public Task<long?> StatAsync(FileHandle file, CancellationToken cancellationToken) =>
        store.StatAsync(RepositoryLayout.PathOf(file), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(FileKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (kind == FileKind.Config)
        {
            if (await StatAsync(FileHandle.Config, cancellationToken) is { } size)
            {
                yield return new StoredFile(FileHandle.Config, size);
            }

            yield break;
        }

        await foreach (StoredObject entry in store.ListAsync(RepositoryLayout.DirectoryOf(kind), cancellationToken))
        {
            if (RepositoryLayout.Recognize(kind, entry.Name) is { } file)
            {
                yield return new StoredFile(file, entry.Size);
            }
        }
    }

    /// <inheritdoc/>
    public Task RemoveAsync(FileHandle file, CancellationToken cancellationToken) =>
        store.RemoveAsync(RepositoryLayout.PathOf(file), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store.DisposeAsync();
}
