namespace Cairn.Storage.Clouds;

/// <summary>Cancels a request in which no byte has moved for a while. A limit for the whole request would hit large files on slow lines.</summary>
internal sealed class StallGuard : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;
    private readonly CancellationToken _caller;

    public StallGuard(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        _limit = limit;
        _caller = caller;
        _timer = new CancellationTokenSource(limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
    }

    /// <summary>For the request: cancelled by the caller, or when nothing moves.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>True when the request was given up for lack of progress, and not because the caller wanted it.</summary>
    public bool HasStalled => _timer.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>The limit, for messages.</summary>
    public TimeSpan Limit => _limit;

    /// <summary>Something moved: the limit starts anew.</summary>
    public void Progress() => _timer.CancelAfter(_limit);

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
