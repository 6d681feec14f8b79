namespace Cairn.Operator.Tests.Support;

/// <summary>The system's clock, put forward by hand: timers run as always, and what asks for the time is told a later one.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _offset;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _offset, time.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));
}
