namespace Cairn.ControlPlane.Controllers.Jobs;

/// <summary>How long a Job waits after failures before it makes another Pod: 10 seconds, then twice as long each time, up to 10 minutes.</summary>
internal static class PodBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The rest of the waiting time; zero for none.</summary>
    /// <param name="pods">The Pods of the Job.</param>
    /// <param name="now">The time.</param>
    public static TimeSpan Remaining(IReadOnlyCollection<JobPod> pods, DateTimeOffset now)
    {
        DateTimeOffset? success = pods.Where(pod => pod.HasSucceeded).Select(pod => pod.Ended ?? pod.Created).Cast<DateTimeOffset?>().Max();
        List<DateTimeOffset> failures = [.. pods.Where(pod => pod.HasFailed)
            .Select(pod => pod.Ended ?? pod.Created)
            .Where(time => success is null || time > success)];
        if (failures.Count == 0)
        {
            return TimeSpan.Zero;
        }

        TimeSpan wait = First * Math.Pow(2, Math.Min(failures.Count - 1, 10));
        TimeSpan left = failures.Max() + (wait < Longest ? wait : Longest) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
