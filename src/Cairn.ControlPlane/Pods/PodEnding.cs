namespace Cairn.ControlPlane.Pods;

/// <summary>The end of a Pod that is wanted from outside, and the time that it has left. The time only ever gets less.</summary>
internal sealed class PodEnding(TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _source = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _shortened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _until = DateTimeOffset.MaxValue;
    private bool _isDisposed;

    /// <summary>Why; the strongest of all causes so far.</summary>
    public PodEndingCause Cause { get; private set; }

    /// <summary>Cancelled when the end is wanted.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Completed when the end is wanted.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Wants the end, or wants it sooner.</summary>
    public void Begin(PodEndingCause cause, TimeSpan grace)
    {
        lock (_gate)
        {
            Cause = cause > Cause ? cause : Cause;
            DateTimeOffset until = clock.GetUtcNow() + grace;
            if (until < _until)
            {
                _until = until;
                _shortened.TrySetResult();
                _shortened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            // News of a Pod may arrive when its life is over.
            if (!_isDisposed)
            {
                _source.Cancel();
            }
        }

        _begun.TrySetResult();
    }

    /// <summary>Waits for something, but no longer than the time that is left.</summary>
    public async Task WaitAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            (TimeSpan left, Task shortened) = Left();
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            await Task.WhenAny(task, shortened, Task.Delay(left, clock, CancellationToken.None));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _source.Dispose();
        }
    }

    private (TimeSpan Left, Task Shortened) Left()
    {
        lock (_gate)
        {
            return (_until - clock.GetUtcNow(), _shortened.Task);
        }
    }
}
