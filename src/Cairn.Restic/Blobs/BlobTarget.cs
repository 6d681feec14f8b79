using System.Runtime.ExceptionServices;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Blobs;

/// <summary>One of the repositories that a pipeline writes to. Its failure is its own: the others go on.</summary>
internal sealed class BlobTarget : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Lock _lock = new();
    private readonly HashSet<BlobHandle> _underWay = [];
    private ExceptionDispatchInfo? _failure;
    private readonly CancellationTokenRegistration _cancelled;
    private long _treeBlobs;

    /// <summary>Prepares a target; each of the tokens ends what it does, for instance that of a lost lock.</summary>
    public BlobTarget(ResticRepository repository, TransferProgress progress, params CancellationToken[] stop)
    {
        (Repository, Progress) = (repository, progress);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Uploader = new PackUploader(repository, Fail, _stop.Token);
        _cancelled = _stop.Token.UnsafeRegister(
            static (target, token) => ((BlobTarget)target!).Fail(new OperationCanceledException(token)), this);
    }

    /// <summary>Where the blobs go.</summary>
    public ResticRepository Repository { get; }

    /// <summary>Counts what is stored there.</summary>
    public TransferProgress Progress { get; }

    /// <summary>Collects them into packs.</summary>
    public PackUploader Uploader { get; }

    /// <summary>Is told of the failure that ended the target.</summary>
    public Action? OnFailed { get; set; }

    /// <summary>Why nothing goes there any more; null while all is well.</summary>
    public Exception? Failure => Volatile.Read(ref _failure)?.SourceException;

    /// <summary>Whether everything is stored and indexed.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>How many tree blobs were new.</summary>
    public long NewTreeBlobs => Interlocked.Read(ref _treeBlobs);

    /// <summary>Whether a blob has to be sent; true only for the first who asks.</summary>
    public bool Claim(BlobHandle blob)
    {
        lock (_lock)
        {
            if (!Repository.Index.Contains(blob) && _underWay.Add(blob))
            {
                return true;
            }
        }

        Progress.AddKnownBlob();
        return false;
    }

    /// <summary>Puts an encoded blob into a pack; waits while all packs are on their way.</summary>
    public async ValueTask AddAsync(BlobHandle blob, EncodedBlob encoded, int plaintextLength)
    {
        await Uploader.AddAsync(blob, encoded);
        Progress.AddNewBlob(plaintextLength, encoded.Bytes.Length);
        if (blob.Type == BlobType.Tree)
        {
            Interlocked.Increment(ref _treeBlobs);
        }
    }

    /// <summary>Stores and indexes what is left.</summary>
    public async Task CompleteAsync()
    {
        try
        {
            await Uploader.CompleteAsync();
            _stop.Token.ThrowIfCancellationRequested();
            IsComplete = Failure is null;
        }
#pragma warning disable CA1031 // Whatever it is, it must not reach the other targets; whoever asks for the failure gets it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
    }

    /// <summary>Ends the target after a failure or cancellation; see <see cref="BlobPipeline.AbandonAsync(bool)"/>.</summary>
    public async Task AbandonAsync(bool keepStored)
    {
        if (!IsComplete)
        {
            await _cancelled.DisposeAsync();
            await _stop.CancelAsync();
            await Uploader.AbandonAsync(keepStored);
        }
    }

    /// <summary>Notes the first failure and stops.</summary>
    public void Fail(Exception exception)
    {
        if (Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null) is null)
        {
            _stop.Cancel();
            OnFailed?.Invoke();
        }
    }

    /// <summary>Throws the failure, if there is one.</summary>
    public void ThrowIfFailed() => Volatile.Read(ref _failure)?.Throw();

    /// <inheritdoc/>
    public void Dispose()
    {
        _cancelled.Dispose();
        Uploader.Dispose();
        _stop.Dispose();
    }
}
