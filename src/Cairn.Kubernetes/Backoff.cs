namespace Cairn.Kubernetes;

/// <summary>Pauses that double with each failure, up to a longest one, a little shortened by chance so that many do not come back at once.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private int _failures;

    /// <summary>The pause of the n-th failure, without chance.</summary>
    public static TimeSpan Of(int failures, TimeSpan first, TimeSpan longest)
    {
        double factor = Math.Pow(2, Math.Min(Math.Max(failures - 1, 0), 40));
        return TimeSpan.FromTicks((long)Math.Min(first.Ticks * factor, longest.Ticks));
    }

    public TimeSpan Next() => Of(++_failures, first, longest) * (1 - (0.2 * Random.Shared.NextDouble()));

    public void Reset() => _failures = 0;
}
