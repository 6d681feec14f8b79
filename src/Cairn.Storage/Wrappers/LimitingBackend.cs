using System.Buffers;
using System.Runtime.CompilerServices;

namespace Cairn.Storage.Wrappers;

/// <summary>Lets only as many operations run at a time as the wrapped backend takes well. Others wait for their turn.</summary>
/// <remarks>
/// A listing holds its place only while an entry is being fetched, not while the consumer handles one. The consumer may
/// therefore load what it lists, even with a single connection.
/// </remarks>
public sealed class LimitingBackend : IBackend
{
    private readonly IBackend _inner;
    private readonly SemaphoreSlim _places;

    /// <summary>Wraps a backend, and owns it from then on. The limit is its <see cref="IBackend.Connections"/>.</summary>
    public LimitingBackend(IBackend inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _places = new SemaphoreSlim(inner.Connections, inner.Connections);
    }

    /// <inheritdoc/>
    public string Location => _inner.Location;

    /// <inheritdoc/>
    public int Connections => _inner.Connections;

    /// <inheritdoc/>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        using Place place = await EnterAsync(cancellationToken);
        await _inner.CreateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task SaveAsync(FileHandle file, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        using Place place = await EnterAsync(cancellationToken);
        await _inner.SaveAsync(file, content, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task LoadAsync(FileHandle file, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        using Place place = await EnterAsync(cancellationToken);
        await _inner.LoadAsync(file, offset, destination, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<byte[]> LoadAllAsync(FileHandle file, long maxBytes, CancellationToken cancellationToken)
    {
        using Place place = await EnterAsync(cancellationToken);
        return await _inner.LoadAllAsync(file, maxBytes, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<long?> StatAsync(FileHandle file, CancellationToken cancellationToken)
    {
        using Place place = await EnterAsync(cancellationToken);
        return await _inner.StatAsync(file, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(FileKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<StoredFile> entries = _inner.ListAsync(kind, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(entries, cancellationToken))
        {
            yield return entries.Current;
        }
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(FileHandle file, CancellationToken cancellationToken)
    {
        using Place place = await EnterAsync(cancellationToken);
        await _inner.RemoveAsync(file, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Leftovers> RemoveLeftoversAsync(DateTimeOffset before, bool dryRun, CancellationToken cancellationToken)
    {
        using Place place = await EnterAsync(cancellationToken);
        return await _inner.RemoveLeftoversAsync(before, dryRun, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        _places.Dispose();
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<StoredFile> entries, CancellationToken cancellationToken)
    {
        using Place place = await EnterAsync(cancellationToken);
        return await entries.MoveNextAsync();
    }

    private async ValueTask<Place> EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        return new Place(_places);
    }

    private readonly struct Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
