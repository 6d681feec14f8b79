using System.Buffers;
using System.Collections.Concurrent;
using System.Threading.Channels;
using Cairn.Restic.Blobs;
using Cairn.Restic.Indexes;
using Cairn.Storage;

namespace Cairn.Restic.Packs;

/// <summary>
/// Collects encoded blobs into packs (data and trees apart, as restic does, so that trees can be cached), stores full packs several at a time,
/// and writes index files for packs that are stored. The number of packs in memory is fixed.
/// </summary>
internal sealed class PackUploader : IDisposable
{
    /// <summary>An index file is written after so many packs: what a killed run had stored by then is found by the next one.</summary>
    private const int PacksPerIndex = 256;

    private const int MaxUploads = 4;

    private static readonly TimeSpan AbandonLimit = TimeSpan.FromSeconds(20);

    private readonly ResticRepository _repository;
    private readonly Action<Exception> _fail;
    private readonly CancellationToken _stop;
    private readonly SemaphoreSlim _freeCount;

    // Last in, first out: the memory that was used last is used again, and a storage that keeps up never makes the others cost anything.
    private readonly ConcurrentStack<PackBuilder> _free = [];
    private readonly Channel<PackBuilder> _full = Channel.CreateUnbounded<PackBuilder>();
    private readonly SemaphoreSlim _collecting = new(1, 1);
    private readonly PackBuilder?[] _current = new PackBuilder?[2];
    private readonly Task[] _uploads;
    private readonly Lock _lock = new();
    private List<(PackId, IReadOnlyList<PackedBlob>)> _unindexed = [];

    /// <summary>Starts the uploads, as many at a time as the storage takes well, but at most <paramref name="maxUploads"/>.</summary>
    public PackUploader(ResticRepository repository, Action<Exception> fail, CancellationToken stop, int maxUploads = MaxUploads)
    {
        (_repository, _fail, _stop) = (repository, fail, stop);
        int uploads = Math.Clamp(repository.Backend.Connections - 2, 1, maxUploads);
        _freeCount = new SemaphoreSlim(uploads + 2);

        _uploads = [.. Enumerable.Range(0, uploads).Select(_ => Task.Run(UploadAsync, CancellationToken.None))];
    }

    /// <summary>Copies a blob into the pack of its type; waits for a free pack when all are being stored.</summary>
    public async ValueTask AddAsync(BlobHandle handle, EncodedBlob blob)
    {
        await _collecting.WaitAsync(_stop);
        try
        {
            PackBuilder pack = _current[(int)handle.Type] ??= await TakeFreeAsync();
            pack.Add(handle, blob);
            if (pack.IsFull)
            {
                _full.Writer.TryWrite(pack);
                _current[(int)handle.Type] = null;
            }
        }
        finally
        {
            _collecting.Release();
        }
    }

    /// <summary>Stores what is left and then all that is not indexed yet.</summary>
    public async Task CompleteAsync()
    {
        foreach (PackBuilder? pack in _current)
        {
            if (pack is { IsEmpty: false })
            {
                _full.Writer.TryWrite(pack);
            }
        }

        _full.Writer.TryComplete();
        await Task.WhenAll(_uploads);
        _stop.ThrowIfCancellationRequested();
        await SaveIndexAsync(TakeUnindexed(1, 1), _stop);
    }

    /// <summary>Ends after a failure or cancellation; see <see cref="BlobPipeline.AbandonAsync(bool)"/>.</summary>
    public async Task AbandonAsync(bool keepStored)
    {
        _full.Writer.TryComplete();
        await Task.WhenAll(_uploads);
        if (!keepStored)
        {
            return;
        }

        // The run's own token has fired already; this is the tidying behind it, with a limit of its own.
        using CancellationTokenSource limit = new(AbandonLimit, _repository.Settings.Time);
        try
        {
            await SaveIndexAsync(TakeUnindexed(1, 1), limit.Token);
        }
        catch (BackendException)
        {
            // The failure that brought us here is the one to report; packs without an index only cost space until the next prune.
        }
        catch (OperationCanceledException)
        {
            // As above.
        }
    }

    public void Dispose()
    {
        _collecting.Dispose();
        _freeCount.Dispose();
    }

    private async ValueTask<PackBuilder> TakeFreeAsync()
    {
        await _freeCount.WaitAsync(_stop);
        return _free.TryPop(out PackBuilder? builder) ? builder : new PackBuilder(_repository.Settings.PackSize);
    }

    private async Task UploadAsync()
    {
        try
        {
            await foreach (PackBuilder builder in _full.Reader.ReadAllAsync(_stop))
            {
                FinishedPack pack = builder.Finish(_repository.Cipher);
                await _repository.Backend.SaveAsync(pack.Id.File, new ReadOnlySequence<byte>(pack.Content), _stop);
                _repository.Index.Add(pack.Id, pack.Blobs);
                lock (_lock)
                {
                    _unindexed.Add((pack.Id, pack.Blobs));
                }

                builder.Reset();
                _free.Push(builder);
                _freeCount.Release();
                await SaveIndexAsync(TakeUnindexed(PacksPerIndex, IndexFile.MaxBlobs), _stop);
            }
        }
        catch (OperationCanceledException)
        {
            // Somebody else failed, or the caller gave up; both know why.
        }
#pragma warning disable CA1031 // Whatever ends an upload must end the pipeline, which throws it again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _fail(e);
        }
    }

    private List<(PackId, IReadOnlyList<PackedBlob> Blobs)> TakeUnindexed(int minPacks, int minBlobs)
    {
        lock (_lock)
        {
            if (_unindexed.Count < minPacks && _unindexed.Sum(pack => pack.Item2.Count) < minBlobs)
            {
                return [];
            }

            List<(PackId, IReadOnlyList<PackedBlob>)> taken = _unindexed;
            _unindexed = [];
            return taken;
        }
    }

    private async Task SaveIndexAsync(List<(PackId, IReadOnlyList<PackedBlob>)> packs, CancellationToken cancellationToken)
    {
        if (packs.Count > 0)
        {
            await _repository.Files.SaveAsync(FileKind.Index, IndexFile.Encode(packs), cancellationToken);
        }
    }
}
