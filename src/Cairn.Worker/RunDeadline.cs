using System.Globalization;

namespace Cairn.Worker;

/// <summary>Ends a run at its deadline, or when its pod is told to end, and says afterwards which of them it was.</summary>
internal sealed class RunDeadline : IDisposable
{
    // Longer than any timer can be; such a deadline is none.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly DateTimeOffset? _deadline;
    private readonly CancellationToken _outer;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _both;

    /// <summary>Starts the clock.</summary>
    /// <param name="deadline">When the run is ended; null: never.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">The signal that the pod is to end.</param>
    public RunDeadline(DateTimeOffset? deadline, TimeProvider clock, CancellationToken cancellationToken)
    {
        (_deadline, _outer) = (deadline, cancellationToken);
        TimeSpan left = deadline is null ? Longest : deadline.Value - clock.GetUtcNow();
        _timer = left >= Longest ? new CancellationTokenSource() : new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
    }

    /// <summary>Fires at the end.</summary>
    public CancellationToken Token => _both.Token;

    /// <summary>What a failure really was: children that were ended by us fail in their own words, which mean nothing.</summary>
    /// <param name="failure">What the run threw.</param>
    /// <param name="work">What it did, such as <c>backup</c>.</param>
    public Exception Explain(Exception failure, string work) => !_both.IsCancellationRequested ? failure
        : _outer.IsCancellationRequested
            ? new RunStoppedException(
                $"The {work} was stopped: its pod was told to end before it was complete (a deleted Job, an eviction, or a node that is drained).",
                failure)
        : new RunException(
            string.Create(CultureInfo.InvariantCulture, $"The {work} was not complete by its deadline, {_deadline?.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, ")
            + "and was ended. Give it more time, or less to do.",
            failure);

    /// <inheritdoc/>
    public void Dispose()
    {
        _both.Dispose();
        _timer.Dispose();
    }
}
