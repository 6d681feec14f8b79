namespace Cairn.Storage.Caching;

/// <summary>
/// Keeps parts of packs on this machine. A backend that is one keeps no packs by itself: only who can decrypt a part knows that it is whole, and
/// whether it is worth a place (directories are; data is not).
/// </summary>
public interface IRangeCache
{
    /// <summary>
    /// Fills <paramref name="destination"/> with a part that was kept. False when there is none, or when it is not as it was kept; then the
    /// destination holds anything.
    /// </summary>
    Task<bool> TryReadAsync(FileHandle pack, long offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Keeps a part that was loaded from the storage and proven to be whole. It never fails: what cannot be kept is not.</summary>
    Task KeepAsync(FileHandle pack, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Forgets a part that turned out to be damaged.</summary>
    Task ForgetAsync(FileHandle pack, long offset, int length, CancellationToken cancellationToken);
}
