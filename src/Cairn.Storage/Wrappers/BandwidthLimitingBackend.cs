using System.Buffers;

namespace Cairn.Storage.Wrappers;

/// <summary>Keeps the average of uploaded and downloaded bytes a second below a limit.</summary>
/// <remarks>
/// The unit is the file or range, not the packet: a save waits until its bytes may pass and then runs at full speed. Files
/// have at most some 16 MiB, so averages over minutes hold, but a single second may exceed the limit. Names, headers and listings are not counted.
/// </remarks>
public sealed class BandwidthLimitingBackend : IBackend
{
    private readonly IBackend _inner;
    private readonly TokenBucket? _upload;
    private readonly TokenBucket? _download;

    /// <summary>Wraps a backend, and owns it from then on.</summary>
    /// <param name="inner">The backend to slow down.</param>
    /// <param name="uploadKiB">KiB a second that may be saved; 0: no limit.</param>
    /// <param name="downloadKiB">KiB a second that may be loaded; 0: no limit.</param>
    /// <param name="timeProvider">The clock.</param>
    public BandwidthLimitingBackend(IBackend inner, int uploadKiB, int downloadKiB, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfNegative(uploadKiB);
        ArgumentOutOfRangeException.ThrowIfNegative(downloadKiB);
        _inner = inner;
        _upload = uploadKiB == 0 ? null : new TokenBucket(uploadKiB * 1024L, timeProvider);
        _download = downloadKiB == 0 ? null : new TokenBucket(downloadKiB * 1024L, timeProvider);
    }

    /// <inheritdoc/>
    public string Location => _inner.Location;

    /// <inheritdoc/>
    public int Connections => _inner.Connections;

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken) => _inner.CreateAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task SaveAsync(FileHandle file, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        await TakeAsync(_upload, content.Length, cancellationToken);
        await _inner.SaveAsync(file, content, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task LoadAsync(FileHandle file, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await TakeAsync(_download, destination.Length, cancellationToken);
        await _inner.LoadAsync(file, offset, destination, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<byte[]> LoadAllAsync(FileHandle file, long maxBytes, CancellationToken cancellationToken)
    {
        // The length is known only afterwards, so this one is paid for late; the next one waits for it.
        byte[] content = await _inner.LoadAllAsync(file, maxBytes, cancellationToken);
        await TakeAsync(_download, content.Length, cancellationToken);
        return content;
    }

    /// <inheritdoc/>
    public Task<long?> StatAsync(FileHandle file, CancellationToken cancellationToken) => _inner.StatAsync(file, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredFile> ListAsync(FileKind kind, CancellationToken cancellationToken) =>
        _inner.ListAsync(kind, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(FileHandle file, CancellationToken cancellationToken) => _inner.RemoveAsync(file, cancellationToken);

    /// <inheritdoc/>
    public Task<Leftovers> RemoveLeftoversAsync(DateTimeOffset before, bool dryRun, CancellationToken cancellationToken) =>
        _inner.RemoveLeftoversAsync(before, dryRun, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private static Task TakeAsync(TokenBucket? bucket, long bytes, CancellationToken cancellationToken) =>
        bucket is null ? Task.CompletedTask : bucket.TakeAsync(bytes, cancellationToken);
}
