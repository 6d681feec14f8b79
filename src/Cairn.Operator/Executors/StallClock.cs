using System.Collections.Concurrent;

namespace Cairn.Operator.Executors;

/// <summary>
/// How long the progress of runs has stood still. It is kept in memory: a new process begins to count anew, which makes a limit longer, and never makes it
/// endless.
/// </summary>
internal sealed class StallClock
{
    private readonly ConcurrentDictionary<string, (string Progress, DateTimeOffset Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>How long a run's progress has been what it is now.</summary>
    public TimeSpan Look(string run, string progress, DateTimeOffset now)
    {
        (string Progress, DateTimeOffset Since) seen = _seen.AddOrUpdate(
            run, (progress, now), (_, known) => known.Progress == progress ? known : (progress, now));
        return now - seen.Since;
    }

    /// <summary>Forgets a run.</summary>
    public void Forget(string run) => _seen.TryRemove(run, out _);
}
