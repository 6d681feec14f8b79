using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers.Events;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.Jobs;

/// <summary>
/// Runs Jobs: makes their Pods, counts how they end, each exactly once, and says when the Job is complete or has failed.
/// <para>A Pod is counted in three writes, so that a crash between them neither loses nor repeats it: its uid into the Job's status, its finalizer
/// off, its uid out of the status and into the counter.</para>
/// </summary>
internal sealed class JobController(ApiAccess api, EventRecorder events) : IController
{
    private const string NameLabel = "batch.kubernetes.io/job-name";

    private readonly JobDeadlines _deadlines = new(api);

    /// <inheritdoc/>
    public string Name => "job";

    /// <inheritdoc/>
    public IEnumerable<ObjectKey> Affected(Change change)
    {
        ObjectKey key = change.Object.Key;
        if (key.Resource == ResourceNames.Jobs)
        {
            return [key];
        }

        return key.Resource == ResourceNames.Pods && Owners.ControllerKey(change.Object, "Job", ResourceNames.Jobs) is { } owner ? [owner] : [];
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(ObjectKey key)
    {
        JsonObject? job = api.Get(key);
        string uid = job.Text("metadata", "uid") ?? "";
        ReleaseStrays(key, uid);
        if (job is null)
        {
            return null;
        }

        List<JobPod> pods = [.. api.ListControlled(ResourceNames.Pods, key.Namespace, uid).Select(pod => new JobPod(pod))];
        JobStatus status = new(job);
        bool isFinished = status.True("Complete") is not null || status.True("Failed") is not null;
        if (isFinished || job.Text("metadata", "deletionTimestamp") is not null)
        {
            pods.ForEach(Release);
            return isFinished ? _deadlines.Expire(key, job, status) : null;
        }

        JobSpec spec = new(job);
        Count(key, uid, spec, pods, status);
        return Advance(new JobRun(key, uid, job, spec, status, pods));
    }

    // Pods of a Job that is gone, or that was made anew under its name: nobody will count them.
    private void ReleaseStrays(ObjectKey key, string uid)
    {
        foreach (StoredObject stored in api.List(ResourceNames.Pods, key.Namespace).Where(stored => stored.Labels.GetValueOrDefault(NameLabel) == key.Name))
        {
            JsonObject pod = stored.Parse();
            if (Owners.ControllerOf(pod) is { Kind: "Job" } owner && owner.Name == key.Name && owner.Uid != uid)
            {
                Release(new JobPod(pod));
            }
        }
    }

    private void Count(ObjectKey key, string uid, JobSpec spec, List<JobPod> pods, JobStatus status)
    {
        List<JobPod> ended = [.. pods.Where(pod => pod.IsTracked
            && (pod.HasSucceeded || pod.HasFailed || (pod.IsMarked && !spec.ReplacesOnlyFailed)))];
        bool isNews = false;
        foreach (JobPod pod in ended)
        {
            isNews |= (pod.HasSucceeded ? status.UncountedSucceeded : status.UncountedFailed).Add(pod.Uid);
        }

        Tally(pods, status);
        if (isNews)
        {
            Write(key, uid, spec, status);
        }

        ended.ForEach(Release);
        foreach (JobPod pod in pods.Where(pod => status.UncountedSucceeded.Contains(pod.Uid) && pod.Index >= 0))
        {
            status.CompletedIndexes.Add(pod.Index);
        }

        status.Succeeded = spec.IsIndexed ? status.CompletedIndexes.Count : status.Succeeded + status.UncountedSucceeded.Count;
        status.Failed += status.UncountedFailed.Count;
        status.UncountedSucceeded.Clear();
        status.UncountedFailed.Clear();
    }

    private TimeSpan? Advance(JobRun run)
    {
        JobStatus status = run.Status;
        if (status.StartTime is null && !run.Spec.IsSuspended)
        {
            status.StartTime = api.Timestamp;
        }

        if (JobEnding.Find(run, api.Now) is { } ending)
        {
            return Finish(run, ending);
        }

        TimeSpan? next = Manage(run);
        Tally(run.Pods, status);
        Suspend(run);
        Write(run.Key, run.Uid, run.Spec, status);
        TimeSpan? deadline = _deadlines.Remaining(run.Spec, status);
        return next is null || (deadline is not null && deadline < next) ? deadline : next;
    }

    private TimeSpan? Finish(JobRun run, JobEnding ending)
    {
        JobStatus status = run.Status;
        string criterion = ending.IsSuccess ? "SuccessCriteriaMet" : "FailureTarget";
        if (status.True(criterion) is null)
        {
            status.Set(criterion, true, ending.Reason, ending.Message, api.Timestamp);
        }

        List<JobPod> active = [.. run.Pods.Where(pod => pod.IsActive)];
        foreach (JobPod pod in active)
        {
            api.Delete(ApiAccess.KeyOf(ResourceNames.Pods, pod.Value), pod.Uid, "Background", null);
        }

        Tally(run.Pods, status);
        // The last word is spoken when no Pod runs any more; their end wakes the controller.
        if (active.Count > 0 || status.Terminating > 0)
        {
            Write(run.Key, run.Uid, run.Spec, status);
            return null;
        }

        status.Set(ending.IsSuccess ? "Complete" : "Failed", true, ending.Reason, ending.Message, api.Timestamp);
        status.CompletionTime = ending.IsSuccess ? api.Timestamp : null;
        if (Write(run.Key, run.Uid, run.Spec, status))
        {
            if (ending.IsSuccess)
            {
                events.Normal(run.Job, "Completed", "Job completed");
            }
            else
            {
                events.Warning(run.Job, ending.Reason, ending.Message);
            }
        }

        return null;
    }

    private void Suspend(JobRun run)
    {
        JobStatus status = run.Status;
        bool wasSuspended = status.True("Suspended") is not null;
        if (run.Spec.IsSuspended && !wasSuspended)
        {
            status.Set("Suspended", true, "JobSuspended", "Job suspended", api.Timestamp);
            status.StartTime = null;
            events.Normal(run.Job, "Suspended", "Job suspended");
        }
        else if (!run.Spec.IsSuspended && wasSuspended)
        {
            status.Set("Suspended", false, "JobResumed", "Job resumed", api.Timestamp);
            status.StartTime = api.Timestamp;
            events.Normal(run.Job, "Resumed", "Job resumed");
        }
    }

    private TimeSpan? Manage(JobRun run)
    {
        List<JobPod> active = [.. run.Pods.Where(pod => pod.IsActive)];
        long wanted = run.Wanted(active.Count);
        if (active.Count > wanted)
        {
            Remove(run, JobRun.Surplus(active, active.Count - wanted));
            return null;
        }

        long missing = wanted - active.Count - (run.Spec.ReplacesOnlyFailed ? run.Pods.Count(pod => pod.IsTerminating) : 0);
        if (missing <= 0)
        {
            return null;
        }

        TimeSpan wait = PodBackoff.Remaining(run.Pods, api.Now);
        if (wait > TimeSpan.Zero)
        {
            return wait;
        }

        foreach (int? index in run.NextIndexes(active, missing))
        {
            Make(run, index);
        }

        return null;
    }

    private void Make(JobRun run, int? index)
    {
        try
        {
            JsonObject pod = api.Create(ResourceNames.Pods, run.Key.Namespace, JobPodFactory.Make(run.Job, index));
            run.Pods.Add(new JobPod(pod));
            events.Normal(run.Job, "SuccessfulCreate", $"Created pod: {pod.Text("metadata", "name")}");
        }
        catch (ApiException error)
        {
            events.Warning(run.Job, "FailedCreate", $"Error creating: {error.Message}");
            throw;
        }
    }

    // They are no failures of theirs, so they lose their finalizer first and are not counted.
    private void Remove(JobRun run, IEnumerable<JobPod> pods)
    {
        foreach (JobPod pod in pods.ToList())
        {
            ObjectKey key = ApiAccess.KeyOf(ResourceNames.Pods, pod.Value);
            Release(pod);
            api.Delete(key, pod.Uid, "Background", null);
            events.Normal(run.Job, "SuccessfulDelete", $"Deleted pod: {pod.Name}");
            run.Pods.Remove(pod);
            if (api.Get(key) is { } left && left.Text("metadata", "uid") == pod.Uid)
            {
                run.Pods.Add(new JobPod(left));
            }
        }
    }

    private void Release(JobPod pod) =>
        Finalizers.Remove(api, ApiAccess.KeyOf(ResourceNames.Pods, pod.Value), pod.Value, JobPod.TrackingFinalizer);

    private static void Tally(List<JobPod> pods, JobStatus status)
    {
        status.Active = pods.Count(pod => pod.IsActive);
        status.Ready = pods.Count(pod => pod.IsActive && pod.IsReady);
        status.Terminating = pods.Count(pod => pod.IsTerminating);
    }

    private bool Write(ObjectKey key, string uid, JobSpec spec, JobStatus status) =>
        api.Update(key, uid, "status", job => job["status"] = status.ToJson(spec.IsIndexed)) is not null;
}
