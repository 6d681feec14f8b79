using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Cairn.Restic.Memory;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Blobs;

/// <summary>
/// The way of a blob into one repository, or several at once: hash → known? → compress → encrypt → verify → pack → upload → index.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item><see cref="AddAsync"/> queues a blob and waits while the queue is full: that is how a slow storage holds back the database.</item>
/// <item>Workers, one a processor, hash it; where a repository has it, or it is on its way there, it ends here.</item>
/// <item>The worker compresses it once, encrypts it for each repository, and proves that the result reads back.</item>
/// <item><see cref="PackUploader"/> collects the blob into a pack, stores full packs, and indexes what is stored.</item>
/// <item><see cref="CompleteAsync"/> returns when all packs and all index files are stored. Only then may a snapshot refer to them.</item>
/// </list>
/// A repository that fails is left out from then on. When the last one has failed, everything stops, and the first failure is thrown by every
/// call from then on.
/// </remarks>
internal sealed class BlobPipeline : IAsyncDisposable
{
    private readonly IReadOnlyList<BlobTarget> _targets;
    private readonly CancellationTokenSource _stop;
    private readonly Channel<BlobJob> _jobs;
    private readonly Task[] _workers;
    private ExceptionDispatchInfo? _failure;
    private readonly SemaphoreSlim _doneSignal = new(0);
    private long _queued;
    private long _done;

    /// <summary>A pipeline into one repository.</summary>
#pragma warning disable CA2000 // The pipeline owns its targets.
    public BlobPipeline(ResticRepository repository, TransferProgress progress, CancellationToken cancellationToken)
        : this([new BlobTarget(repository, progress, cancellationToken)], cancellationToken)
#pragma warning restore CA2000
    {
    }

    /// <summary>A pipeline into repositories that cut streams alike. It owns the targets.</summary>
    public BlobPipeline(IReadOnlyList<BlobTarget> targets, CancellationToken cancellationToken)
    {
        _targets = targets;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        int workers = Environment.ProcessorCount;
        _jobs = Channel.CreateBounded<BlobJob>(new BoundedChannelOptions(workers) { SingleReader = false, SingleWriter = false });
        foreach (BlobTarget target in targets)
        {
            target.OnFailed = StopIfAllFailed;
        }

        StopIfAllFailed();
        _workers = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync, CancellationToken.None))];
    }

    /// <summary>How many tree blobs were new in the first repository.</summary>
    public long NewTreeBlobs => _targets[0].NewTreeBlobs;

    /// <summary>Fires when nothing is stored any more: every repository has failed, or the run was cancelled.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Counts bytes of the stream.</summary>
    public void CountBytes(long bytes)
    {
        foreach (BlobTarget target in _targets)
        {
            target.Progress.AddBytes(bytes);
        }
    }

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
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
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

    /// <summary>
    /// Waits until everything queued is stored and indexed in every repository that has not failed. To be called once, by the only remaining user.
    /// </summary>
    public async Task CompleteAsync()
    {
        _jobs.Writer.TryComplete();
        await Task.WhenAll(_workers);
        ThrowIfFailed();
        _stop.Token.ThrowIfCancellationRequested();
        await Task.WhenAll(_targets.Where(target => target.Failure is null).Select(target => target.CompleteAsync()));
        ThrowIfFailed();
        _stop.Token.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Ends the pipeline. Where it was not completed, what has reached the storage is indexed if <paramref name="keepStored"/>, so that the next
    /// run need not send it again. A run that has lost its lock must not write, and passes false.
    /// </summary>
    public Task AbandonAsync(bool keepStored) => AbandonAsync(_ => keepStored);

    /// <summary>Ends the pipeline; what is to become of what is stored is decided for each repository.</summary>
    public async Task AbandonAsync(Func<BlobTarget, bool> keepStored)
    {
        if (_targets.All(target => target.IsComplete))
        {
            return;
        }

        await _stop.CancelAsync();
        _jobs.Writer.TryComplete();
        await Task.WhenAll(_workers);
        await Task.WhenAll(_targets.Select(target => target.AbandonAsync(keepStored(target))));
    }

    public async ValueTask DisposeAsync()
    {
        await AbandonAsync(keepStored: false);
        foreach (BlobTarget target in _targets)
        {
            target.Dispose();
        }

        _doneSignal.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        BlobCodec[] codecs = [.. _targets.Select(target => target.Repository.Codecs.Rent())];
        try
        {
            await foreach (BlobJob job in _jobs.Reader.ReadAllAsync(_stop.Token))
            {
                await StoreAsync(job, codecs);
                BufferPool.Return(job.Buffer);
                Interlocked.Increment(ref _done);
                _doneSignal.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // Every target has failed, or the caller gave up; both know why.
        }
#pragma warning disable CA1031 // Whatever ends a worker must end the pipeline; it is thrown again by the next call.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            await _stop.CancelAsync();
        }
        finally
        {
            for (int i = 0; i < codecs.Length; i++)
            {
                _targets[i].Repository.Codecs.Return(codecs[i]);
            }
        }
    }

    private async ValueTask StoreAsync(BlobJob job, BlobCodec[] codecs)
    {
        ReadOnlyMemory<byte> plaintext = job.Buffer.AsMemory(0, job.Length);
        UInt128 checksum = BlobCodec.Checksum(plaintext.Span);
        BlobHandle blob = new(job.Type, new BlobId(Sha256Id.Hash(plaintext.Span)));
        job.Content.Set(job.Place, blob.Id);
        BlobCodec? first = null;
        for (int i = 0; i < codecs.Length; i++)
        {
            BlobTarget target = _targets[i];
            if (target.Failure is not null || !target.Claim(blob))
            {
                continue;
            }

            try
            {
                EncodedBlob encoded = first is not null && codecs[i].CompressesLike(first)
                    ? codecs[i].EncodeLike(first, blob, checksum, plaintext.Span)
                    : codecs[i].Encode(blob, checksum, plaintext.Span);
                first ??= codecs[i];
                await target.AddAsync(blob, encoded, job.Length);
            }
#pragma warning disable CA1031 // Whatever it is, it ends this target only.
            catch (Exception e) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                target.Fail(e);
            }
        }
    }

    private void StopIfAllFailed()
    {
        if (_targets.All(target => target.Failure is not null))
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(_targets[0].Failure!), null);
            _stop.Cancel();
        }
    }

    private void ThrowIfFailed() => _failure?.Throw();

    private readonly record struct BlobJob(BlobType Type, byte[] Buffer, int Length, ContentList Content, int Place);
}
