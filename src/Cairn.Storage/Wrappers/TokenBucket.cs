namespace Cairn.Storage.Wrappers;

/// <summary>Spreads bytes over time: a debt is taken on at once, and whoever takes it waits until it is paid off.</summary>
/// <remarks>
/// A second's worth of bytes may pass at once after a pause. Turns are given in the order of arrival, so that a large file
/// cannot be starved by small ones.
/// </remarks>
internal sealed class TokenBucket(long bytesPerSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();

    /// <summary>When, seen from the start, all that was taken so far will have been paid for.</summary>
    private TimeSpan _paidAt = -Burst;

    private static TimeSpan Burst { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Waits until <paramref name="bytes"/> more may pass.</summary>
    public Task TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        TimeSpan wait = Reserve(bytes);
        return wait <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, time, cancellationToken);
    }

    private TimeSpan Reserve(long bytes)
    {
        lock (_lock)
        {
            TimeSpan now = time.GetElapsedTime(_start);
            TimeSpan earliest = now - Burst;
            _paidAt = (_paidAt > earliest ? _paidAt : earliest) + TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
            return _paidAt - now;
        }
    }
}
