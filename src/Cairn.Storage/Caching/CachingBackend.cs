using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Cairn.Storage.Caching;

/// <summary>
/// Keeps copies of index and snapshot files on this machine, and of the parts of packs that the engine asks it to keep (<see cref="IRangeCache"/>).
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Only what was read from the storage is kept, never what is being written: reading back what was just stored must reach the storage.</item>
/// <item>The storage alone says which files exist. A copy is used only by name, and its content is compared with that name, a SHA-256; so neither
/// a damaged cache nor one that lags behind can matter.</item>
/// <item>Config, keys and locks are never kept: they change under the same name, or their presence is what matters.</item>
/// </list>
/// </remarks>
internal sealed class CachingBackend : IBackend, IRangeCache
{
    /// <summary>
    /// After so many failures in a row nothing more is kept: the disk is full or may not be written to, and trying again for each file would only
    /// take time. A single failure may come from somebody who deletes the cache just now.
    /// </summary>
    private const int MaxFailures = 3;

    /// <summary>A sweep comes after this share of the limit was added by this process; by so much a process may go beyond it.</summary>
    private const int SweepsPerFill = 16;

    private readonly IBackend _inner;
    private readonly CacheRoot _root;
    private readonly CacheDirectory _cache;
    private readonly long _sweepBytes;
    private long _unswept;
    private int _failuresInARow;
    private int _isMarked;

    /// <summary>Wraps a backend, and owns it from then on. Nothing is read or written yet.</summary>
    public CachingBackend(IBackend inner, CacheSettings settings, TimeProvider time)
    {
        _inner = inner;
        _root = new CacheRoot(settings, time);
        _cache = _root.Open(inner.Location);
        _sweepBytes = settings.MaxBytes / SweepsPerFill;

        // The first file that is kept leads to a sweep: other processes may have filled the cache, or the limit may be a new one.
        _unswept = _sweepBytes;
        if (settings.RemovesOld)
        {
            _root.RemoveOld();
        }
    }

    /// <inheritdoc/>
    public string Location => _inner.Location;

    /// <inheritdoc/>
    public int Connections => _inner.Connections;

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken) => _inner.CreateAsync(cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(FileHandle file, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        _inner.SaveAsync(file, content, cancellationToken);

    /// <inheritdoc/>
    public async Task LoadAsync(FileHandle file, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        bool isKept = IsKept(file.Kind) && offset == 0 && !destination.IsEmpty;
        if (isKept && await Task.Run(() => TryRead(file, destination.Span), cancellationToken))
        {
            return;
        }

        await _inner.LoadAsync(file, offset, destination, cancellationToken);

        // Only a whole file has the checksum that is its name.
        if (isKept && HasName(file, destination.Span))
        {
            await WriteAsync(NameOf(file), destination, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]> LoadAllAsync(FileHandle file, long maxBytes, CancellationToken cancellationToken)
    {
        if (!IsKept(file.Kind))
        {
            return await _inner.LoadAllAsync(file, maxBytes, cancellationToken);
        }

        if (await Task.Run(() => TryReadAll(file, maxBytes), cancellationToken) is { } copy)
        {
            return copy;
        }

        byte[] content = await _inner.LoadAllAsync(file, maxBytes, cancellationToken);
        if (HasName(file, content))
        {
            await WriteAsync(NameOf(file), content, cancellationToken);
        }

        return content;
    }

    /// <inheritdoc/>
    public Task<long?> StatAsync(FileHandle file, CancellationToken cancellationToken) => _inner.StatAsync(file, cancellationToken);

    /// <summary>A listing that comes to its end tells which files are gone; their copies go, too.</summary>
    public async IAsyncEnumerable<StoredFile> ListAsync(FileKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string>? seen = IsKept(kind) || kind == FileKind.Pack ? [] : null;
        await foreach (StoredFile file in _inner.ListAsync(kind, cancellationToken))
        {
            seen?.Add(file.Handle.Name);
            yield return file;
        }

        if (seen is not null)
        {
            await Task.Run(
                () => _cache.RemoveUnless(RepositoryLayout.DirectoryOf(kind), name => seen.Contains(name.Split('-')[0])), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(FileHandle file, CancellationToken cancellationToken)
    {
        await _inner.RemoveAsync(file, cancellationToken);
        if (IsKept(file.Kind))
        {
            _cache.Remove(NameOf(file));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    /// <inheritdoc/>
    public Task<bool> TryReadAsync(FileHandle pack, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        Task.Run(() => _cache.TryRead(NameOf(pack, offset, destination.Length), destination.Span), cancellationToken);

    /// <inheritdoc/>
    public Task KeepAsync(FileHandle pack, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(NameOf(pack, offset, content.Length), content, cancellationToken);

    /// <inheritdoc/>
    public Task ForgetAsync(FileHandle pack, long offset, int length, CancellationToken cancellationToken) =>
        Task.Run(() => _cache.Remove(NameOf(pack, offset, length)), cancellationToken);

    private static bool IsKept(FileKind kind) => kind is FileKind.Index or FileKind.Snapshot;

    private static bool HasName(FileHandle file, ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content)) == file.Name;

    /// <summary>As in restic's cache, 256 directories a kind; see docs/design/0004-local-cache.md.</summary>
    private static string NameOf(FileHandle file)
    {
        _ = RepositoryLayout.PathOf(file);
        return $"{RepositoryLayout.DirectoryOf(file.Kind)}/{file.Name[..2]}/{file.Name}";
    }

    private static string NameOf(FileHandle pack, long offset, int length) =>
        string.Create(CultureInfo.InvariantCulture, $"{NameOf(pack)}-{offset}-{length}");

    private bool TryRead(FileHandle file, Span<byte> destination)
    {
        if (!_cache.TryRead(NameOf(file), destination))
        {
            return false;
        }

        if (HasName(file, destination))
        {
            MarkOnce();
            return true;
        }

        _cache.Remove(NameOf(file));
        return false;
    }

    private byte[]? TryReadAll(FileHandle file, long maxBytes)
    {
        if (_cache.LengthOf(NameOf(file)) is not { } length || length > Math.Min(maxBytes, Array.MaxLength))
        {
            return null;
        }

        byte[] content = GC.AllocateUninitializedArray<byte>((int)length);
        return TryRead(file, content) ? content : null;
    }

    private Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Volatile.Read(ref _failuresInARow) < MaxFailures && content.Length <= _sweepBytes
            ? Task.Run(() => Write(name, content.Span), cancellationToken)
            : Task.CompletedTask;

    private void Write(string name, ReadOnlySpan<byte> content)
    {
        if (!_cache.TryWrite(name, content))
        {
            Interlocked.Increment(ref _failuresInARow);
            return;
        }

        Volatile.Write(ref _failuresInARow, 0);
        MarkOnce();

        if (Interlocked.Add(ref _unswept, content.Length) > _sweepBytes)
        {
            Interlocked.Exchange(ref _unswept, 0);
            _root.Sweep();
        }
    }

    private void MarkOnce()
    {
        if (Interlocked.Exchange(ref _isMarked, 1) == 0)
        {
            _root.Mark(_cache);
        }
    }
}
