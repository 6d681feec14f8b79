namespace Cairn.Restic.Tests.Soak;

/// <summary>A clock that runs two thousand times as fast, so that a minute of waiting for the next attempt does not keep a campaign.</summary>
internal sealed class FastTimeProvider : TimeProvider
{
    private const int Factor = 2000;
    private static readonly long Start = System.GetTimestamp();
    private static readonly DateTimeOffset StartTime = System.GetUtcNow();

    public override long GetTimestamp() => Start + ((System.GetTimestamp() - Start) * Factor);

    public override DateTimeOffset GetUtcNow() => StartTime + (System.GetElapsedTime(Start) * Factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Shorten(dueTime), Shorten(period));

    private static TimeSpan Shorten(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Factor;
}
