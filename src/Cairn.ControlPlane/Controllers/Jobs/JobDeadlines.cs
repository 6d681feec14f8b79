using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.Jobs;

/// <summary>The two times of a Job: until when it may run, and until when it is kept after its end.</summary>
internal sealed class JobDeadlines(ApiAccess api)
{
    /// <summary>The rest of the time that a Job may run; null for any.</summary>
    public TimeSpan? Remaining(JobSpec spec, JobStatus status)
    {
        if (spec.Deadline is not { } deadline || spec.IsSuspended || !DateTimeOffset.TryParse(status.StartTime, out DateTimeOffset start))
        {
            return null;
        }

        TimeSpan left = start + deadline - api.Now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Deletes a finished Job whose time is up.</summary>
    /// <returns>The rest of its time; null when nothing is left to be done.</returns>
    public TimeSpan? Expire(ObjectKey key, JsonObject job, JobStatus status)
    {
        if (job.Number("spec", "ttlSecondsAfterFinished") is not { } seconds || job.Text("metadata", "deletionTimestamp") is not null)
        {
            return null;
        }

        DateTimeOffset finished = (status.True("Complete") ?? status.True("Failed")).Time("lastTransitionTime") ?? api.Now;
        TimeSpan left = finished + TimeSpan.FromSeconds(seconds) - api.Now;
        if (left > TimeSpan.Zero)
        {
            return left;
        }

        api.Delete(key, job.Text("metadata", "uid") ?? "", "Foreground", null);
        return null;
    }
}
