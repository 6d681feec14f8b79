using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Controllers.Jobs;

/// <summary>How a Job ends, and why.</summary>
internal sealed record JobEnding(bool IsSuccess, string Reason, string Message)
{
    /// <summary>Whether a Job is at its end; null while it is not. Once decided it stays so.</summary>
    public static JobEnding? Find(JobRun run, DateTimeOffset now)
    {
        (JobSpec spec, JobStatus status) = (run.Spec, run.Status);
        if (status.True("FailureTarget") is { } failure)
        {
            return Known(failure, isSuccess: false);
        }

        if (status.True("SuccessCriteriaMet") is { } success)
        {
            return Known(success, isSuccess: true);
        }

        if (status.Failed > spec.BackoffLimit || RestartedTooOften(run))
        {
            return new JobEnding(false, "BackoffLimitExceeded", "Job has reached the specified backoff limit");
        }

        DateTimeOffset? start = DateTimeOffset.TryParse(status.StartTime, out DateTimeOffset time) ? time : null;
        if (!spec.IsSuspended && start + spec.Deadline <= now)
        {
            return new JobEnding(false, "DeadlineExceeded", "Job was active longer than specified deadline");
        }

        bool isComplete = spec.Completions is { } completions
            ? status.Succeeded >= completions
            : status.Succeeded > 0 && !run.Pods.Exists(pod => pod.IsActive);
        return isComplete && !spec.IsSuspended ? new JobEnding(true, "CompletionsReached", "Reached expected number of succeeded pods") : null;
    }

    private static JobEnding Known(JsonObject condition, bool isSuccess) =>
        new(isSuccess, condition.Text("reason") ?? "", condition.Text("message") ?? "");

    private static bool RestartedTooOften(JobRun run)
    {
        long restarts = run.Spec.RestartsContainers ? run.Pods.Where(pod => pod.IsActive).Sum(pod => pod.Restarts) : 0;
        return run.Spec.RestartsContainers && (run.Spec.BackoffLimit == 0 ? restarts > 0 : restarts >= run.Spec.BackoffLimit);
    }
}
