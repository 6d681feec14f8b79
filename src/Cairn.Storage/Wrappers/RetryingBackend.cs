using System.Buffers;

namespace Cairn.Storage.Wrappers;

/// <summary>
/// Tries an operation again after transient failures, with exponentially growing, randomly spread delays, until a budget of time is
/// used up; then the last failure is thrown as it came. Nothing else in Cairn retries storage operations.
/// </summary>
/// <remarks>
/// Repeating is safe because every operation is idempotent: a save that succeeded but answered with an error replaces the file with
/// the same content, a removal of a file that is gone is no error, and a listing that starts again leaves out what it has given before.
/// </remarks>
public sealed class RetryingBackend : IBackend
{
    private readonly IBackend _inner;
    private readonly RetryLoop _retry;

    /// <summary>Wraps a backend, and owns it from then on.</summary>
    /// <param name="inner">The backend whose transient failures are tried again.</param>
    /// <param name="budget">How long after its start an operation may still be repeated; zero: never.</param>
    /// <param name="onRetry">Called before each wait, from the thread of the operation; null: nobody wants to know.</param>
    /// <param name="timeProvider">The clock of delays and budget.</param>
    public RetryingBackend(IBackend inner, TimeSpan budget, Action<BackendRetry>? onRetry, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _retry = new RetryLoop(budget, onRetry, timeProvider);
    }

    /// <inheritdoc/>
    public string Location => _inner.Location;

    /// <inheritdoc/>
    public int Connections => _inner.Connections;

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken) => _retry.RunAsync("create", "", _inner.CreateAsync, cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(FileHandle file, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        _retry.RunAsync("save", file.ToString(), token => _inner.SaveAsync(file, content, token), cancellationToken);

    /// <inheritdoc/>
    public Task LoadAsync(FileHandle file, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        _retry.RunAsync("load", file.ToString(), token => _inner.LoadAsync(file, offset, destination, token), cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> LoadAllAsync(FileHandle file, long maxBytes, CancellationToken cancellationToken) =>
        _retry.RunAsync("load", file.ToString(), token => _inner.LoadAllAsync(file, maxBytes, token), cancellationToken);

    /// <inheritdoc/>
    public Task<long?> StatAsync(FileHandle file, CancellationToken cancellationToken) =>
        _retry.RunAsync("stat", file.ToString(), token => _inner.StatAsync(file, token), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(FileHandle file, CancellationToken cancellationToken) =>
        _retry.RunAsync("remove", file.ToString(), token => _inner.RemoveAsync(file, token), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredFile> ListAsync(FileKind kind, CancellationToken cancellationToken) => _retry.ListAsync(
        kind.ToString().ToLowerInvariant(), token => _inner.ListAsync(kind, token), static file => file.Handle, cancellationToken);

    /// <inheritdoc/>
    public Task<Leftovers> RemoveLeftoversAsync(DateTimeOffset before, bool dryRun, CancellationToken cancellationToken) =>
        _retry.RunAsync("tidy", "", token => _inner.RemoveLeftoversAsync(before, dryRun, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
