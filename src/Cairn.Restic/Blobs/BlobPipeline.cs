using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Cairn.Restic.Memory;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Blobs;

/// <summary>
/// The way of a blob into the repository: hash → known? → compress → encrypt → verify → pack → upload → index.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item><see cref="AddAsync"/> queues a blob and waits while the queue is full: that is how a slow storage holds back the database.</item>
/// <item>Workers, one a processor, hash it; a blob that the repository has, or that is on its way, ends here.</item>
/// <item>The worker compresses and encrypts it, and proves that the result reads back.</item>
/// <item><see cref="PackUploader"/> collects the blob into a pack, stores full packs, and indexes what is stored.</item>
/// <item><see cref="CompleteAsync"/> returns when all packs and all index files are stored. Only then may a snapshot refer to them.</item>
/// </list>
/// The first failure stops everything and is thrown by every call from then on.
/// </remarks>
internal sealed class BlobPipeline : IAsyncDisposable
{
    private readonly ResticRepository _repository;
    private readonly TransferProgress _progress;
    private readonly CancellationTokenSource _stop;
    private readonly Channel<BlobJob> _jobs;
    private readonly PackUploader _uploader;
    private readonly Task[] _workers;
    private readonly Lock _lock = new();
    private readonly HashSet<BlobHandle> _underWay = [];
    private ExceptionDispatchInfo? _failure;
    private readonly SemaphoreSlim _doneSignal = new(0);
    private long _treeBlobs;
    private long _queued;
    private long _done;
    private bool _completed;

    public BlobPipeline(ResticRepository repository, TransferProgress progress, CancellationToken cancellationToken)
    {
        (_repository, _progress) = (repository, progress);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        int workers = Environment.ProcessorCount;
        _jobs = Channel.CreateBounded<BlobJob>(new BoundedChannelOptions(workers) { SingleReader = false, SingleWriter = false });
        _uploader = new PackUploader(repository, Fail, _stop.Token);
        _workers = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync, CancellationToken.None))];
    }

    /// <summary>How many tree blobs were new.</summary>
    public long NewTreeBlobs => Interlocked.Read(ref _treeBlobs);

    /// <summary>
    /// Queues a blob. <paramref name="buffer"/>, lent by <see cref="BufferPool"/>, belongs to the pipeline from now on; the blob is its first
    /// <paramref name="length"/> bytes. Its name goes to place <paramref name="place"/> of <paramref name="content"/>.
    /// </summary>
    public async ValueTask AddAsync(BlobType type, byte[] buffer, int length, ContentList content, int place)
    {
        Interlocked.Increment(ref _queued);
        try
        {
            await _jobs.Writer.WriteAsync(new BlobJob(type, buffer, length, content, place), _stop.Token);
        }
        catch (OperationCanceledException)
        {
            ThrowIfFailed();
            throw;
        }
        catch (ChannelClosedException)
        {
            ThrowIfFailed();
            throw;
        }
    }

    /// <summary>Waits until every blob queued so far has its name and is in a pack, stored or not. More may be added afterwards.</summary>
    public async Task DrainAsync()
    {
        try
        {
            while (Interlocked.Read(ref _queued) > Interlocked.Read(ref _done))
            {
                await _doneSignal.WaitAsync(_stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            ThrowIfFailed();
            throw;
        }
    }

    /// <summary>Waits until everything queued is stored and indexed. To be called once, by the only remaining user.</summary>
    public async Task CompleteAsync()
    {
        _jobs.Writer.TryComplete();
        await Task.WhenAll(_workers);
        ThrowIfFailed();
        _stop.Token.ThrowIfCancellationRequested();
        try
        {
            await _uploader.CompleteAsync();
        }
        catch (OperationCanceledException)
        {
            ThrowIfFailed();
            throw;
        }

        ThrowIfFailed();
        _stop.Token.ThrowIfCancellationRequested();
        _completed = true;
    }

    /// <summary>
    /// Ends the pipeline. When it was not completed, what has reached the storage is indexed if <paramref name="keepStored"/>, so that the next
    /// run need not send it again. A run that has lost its lock must not write, and passes false.
    /// </summary>
    public async Task AbandonAsync(bool keepStored)
    {
        if (!_completed)
        {
            await _stop.CancelAsync();
            _jobs.Writer.TryComplete();
            await Task.WhenAll(_workers);
            await _uploader.AbandonAsync(keepStored);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await AbandonAsync(keepStored: false);
        _uploader.Dispose();
        _doneSignal.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        BlobCodec codec = _repository.Codecs.Rent();
        try
        {
            await foreach (BlobJob job in _jobs.Reader.ReadAllAsync(_stop.Token))
            {
                await StoreAsync(job, codec);
                BufferPool.Return(job.Buffer);
                Interlocked.Increment(ref _done);
                _doneSignal.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // Somebody else failed, or the caller gave up; both know why.
        }
#pragma warning disable CA1031 // Whatever ends a worker must end the pipeline; it is thrown again by the next call.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
        finally
        {
            _repository.Codecs.Return(codec);
        }
    }

    private async ValueTask StoreAsync(BlobJob job, BlobCodec codec)
    {
        ReadOnlyMemory<byte> plaintext = job.Buffer.AsMemory(0, job.Length);
        UInt128 checksum = BlobCodec.Checksum(plaintext.Span);
        BlobHandle blob = new(job.Type, new BlobId(Sha256Id.Hash(plaintext.Span)));
        job.Content.Set(job.Place, blob.Id);
        lock (_lock)
        {
            if (_repository.Index.Contains(blob) || !_underWay.Add(blob))
            {
                _progress.AddKnownBlob();
                return;
            }
        }

        EncodedBlob encoded = codec.Encode(blob, checksum, plaintext.Span);
        await _uploader.AddAsync(blob, encoded);
        _progress.AddNewBlob(job.Length, encoded.Bytes.Length);
        if (job.Type == BlobType.Tree)
        {
            Interlocked.Increment(ref _treeBlobs);
        }
    }

    private void Fail(Exception exception)
    {
        Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        _stop.Cancel();
    }

    private void ThrowIfFailed() => _failure?.Throw();

    private readonly record struct BlobJob(BlobType Type, byte[] Buffer, int Length, ContentList Content, int Place);
}
