using Cairn.Restic.Blobs;
using Cairn.Restic.Indexes;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations;

/// <summary>
/// Reads ranges of a file out of the repository. Made once a file, then safe to use from several threads. The index must be loaded.
/// </summary>
public sealed class FileRangeReader
{
    /// <summary>Several ranges are read at the same time, so each reads less far ahead than a reader that is alone.</summary>
    private const int SegmentsAhead = 2;

    /// <summary>Blobs that are kept for whoever reads small ranges; 8 MiB each at most, about 1.5 MiB usually.</summary>
    private const int CachedBlobs = 8;

    private readonly Lock _lock = new();
    private readonly List<(BlobId Id, byte[] Content)> _cache = [];
    private readonly ResticRepository _repository;
    private readonly IReadOnlyList<BlobId> _blobs;

    // Where each blob starts in the file, and at the end where the file ends.
    private readonly long[] _starts;

    /// <summary>Looks up the lengths of the file's blobs. Fails when the index does not list one.</summary>
    public FileRangeReader(ResticRepository repository, Node file)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(file);
        _repository = repository;
        _blobs = file.ContentBlobs(default);
        _starts = new long[_blobs.Count + 1];
        for (int i = 0; i < _blobs.Count; i++)
        {
            BlobHandle handle = new(BlobType.Data, _blobs[i]);
            _starts[i + 1] = _starts[i] + (repository.Index.TryFind(handle, out BlobLocation location)
                ? location.Blob.PlaintextLength
                : throw RepositoryException.Damaged($"The {handle}", "no index file lists it"));
        }
    }

    /// <summary>The file's length in bytes.</summary>
    public long Length => _starts[^1];

    /// <summary>Writes the bytes of a range to <paramref name="destination"/>. Blobs are loaded whole, and verified.</summary>
    public async Task CopyToAsync(long offset, long length, Stream destination, TransferProgress progress, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Length, nameof(length));
        if (length == 0)
        {
            return;
        }

        int first = Place(offset);
        int last = Place(offset + length - 1);
        await using RangeStream range = new(destination, offset - _starts[first], length, progress);
        if (last - first < CachedBlobs / 2)
        {
            // Many small tables share a blob, and each of them is asked for on its own.
            for (int i = first; i <= last; i++)
            {
                await range.WriteAsync(await LoadAsync(_blobs[i], cancellationToken), cancellationToken);
            }

            return;
        }

        BlobId[] blobs = [.. Enumerable.Range(first, last - first + 1).Select(i => _blobs[i])];
        await new BlobReader(_repository).CopyToAsync(blobs, range, new TransferProgress(), SegmentsAhead, cancellationToken);
    }

    private async Task<byte[]> LoadAsync(BlobId id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_cache.Find(entry => entry.Id == id) is { Content: { } known })
            {
                return known;
            }
        }

        byte[] content = await _repository.LoadBlobAsync(new BlobHandle(BlobType.Data, id), cancellationToken);
        lock (_lock)
        {
            _cache.Insert(0, (id, content));
            _cache.RemoveRange(Math.Min(CachedBlobs, _cache.Count), Math.Max(0, _cache.Count - CachedBlobs));
        }

        return content;
    }

    private int Place(long offset)
    {
        int found = Array.BinarySearch(_starts, offset);
        // Empty blobs do not occur, so every start is a different number.
        return found >= 0 ? found : ~found - 1;
    }
}
