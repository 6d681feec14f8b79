using System.Text.Json.Nodes;
using Cairn.Api.Rules.Scheduling;
using Cairn.ControlPlane.Controllers.Events;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers.CronJobs;

/// <summary>
/// Runs CronJobs: makes a Job at each of their times, follows what becomes of it, and removes old ones. Of several missed times only the last
/// is made up for.
/// </summary>
internal sealed class CronJobController(ApiAccess api, EventRecorder events) : IController
{
    // Woken a little late, so that the clock is past the minute for certain.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(100);

    private readonly CronJobHistory _history = new(api, events);

    /// <inheritdoc/>
    public string Name => "cronjob";

    /// <inheritdoc/>
    public IEnumerable<ObjectKey> Affected(Change change)
    {
        ObjectKey key = change.Object.Key;
        if (key.Resource == ResourceNames.CronJobs)
        {
            return [key];
        }

        return key.Resource == ResourceNames.Jobs && Owners.ControllerKey(change.Object, "CronJob", ResourceNames.CronJobs) is { } owner ? [owner] : [];
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(ObjectKey key)
    {
        if (api.Get(key) is not { } value)
        {
            return null;
        }

        string uid = value.Text("metadata", "uid") ?? "";
        List<JsonObject> jobs = api.ListControlled(ResourceNames.Jobs, key.Namespace, uid);
        CronJobRun run = new(key, uid, value);
        _history.Follow(run, jobs);
        _history.Clean(run, jobs);
        TimeSpan? next = value.Text("metadata", "deletionTimestamp") is null && !value.IsTrue("spec", "suspend") ? Schedule(run) : null;
        Write(run);
        return next;
    }

    private TimeSpan? Schedule(CronJobRun run)
    {
        if (ReadSchedule(run) is not { } schedule)
        {
            return null;
        }

        DateTimeOffset now = api.Now;
        TimeSpan? deadline = run.Value.Number("spec", "startingDeadlineSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        DateTimeOffset last = run.LastSchedule ?? run.Value.Time("metadata", "creationTimestamp") ?? now;
        MissedRuns missed = schedule.Missed(last, now, deadline);
        if (missed.IsMore)
        {
            events.Warning(run.Value, "TooManyMissedTimes",
                "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        }

        if (missed.Latest is { } time && time != run.LastSchedule)
        {
            Start(run, time, deadline, schedule.TimeZone);
        }

        return schedule.Next(missed.Latest ?? last) is { } next ? Later(schedule, next, now) : null;
    }

    private static TimeSpan Later(CronSchedule schedule, DateTimeOffset next, DateTimeOffset now) =>
        (next > now ? next : schedule.Next(now) ?? now.AddDays(1)) - now + Margin;

    private CronSchedule? ReadSchedule(CronJobRun run)
    {
        string? zoneName = run.Value.Text("spec", "timeZone");
        TimeZoneInfo? zone = TimeZoneInfo.Utc;
        if (zoneName is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out zone))
        {
            events.Warning(run.Value, "UnknownTimeZone", $"invalid timeZone: \"{zoneName}\": unknown time zone {zoneName}");
            return null;
        }

        string text = run.Value.Text("spec", "schedule") ?? "";
        if (!CronSchedule.TryParse(text, zone, out CronSchedule? schedule, out string? problem))
        {
            events.Warning(run.Value, "UnparseableSchedule", $"unparseable schedule: \"{text}\" : {problem}");
        }

        return schedule;
    }

    private void Start(CronJobRun run, DateTimeOffset time, TimeSpan? deadline, TimeZoneInfo zone)
    {
        if (time + deadline < api.Now)
        {
            events.Warning(run.Value, "MissSchedule", $"Missed scheduled time to start a job: {Times.Show(time)}");
            return;
        }

        string policy = run.Value.Text("spec", "concurrencyPolicy") ?? "Allow";
        if (policy == "Forbid" && run.Active.Count > 0)
        {
            events.Normal(run.Value, "JobAlreadyActive", "Not starting job because prior execution is running and concurrency policy is Forbid");
            return;
        }

        if (policy == "Replace")
        {
            _history.EndActive(run);
        }

        JsonObject wanted = CronJobFactory.Make(run.Value, time, zone);
        JsonObject? made = Make(run, wanted);
        if (made is not null)
        {
            run.Active.Add(CronJobFactory.Reference(made));
        }

        run.LastSchedule = time;
    }

    private JsonObject? Make(CronJobRun run, JsonObject wanted)
    {
        string name = wanted.Text("metadata", "name") ?? "";
        try
        {
            JsonObject made = api.Create(ResourceNames.Jobs, run.Key.Namespace, wanted);
            events.Normal(run.Value, "SuccessfulCreate", $"Created job {name}");
            return made;
        }
        catch (ApiException error) when (error.Reason == "AlreadyExists")
        {
            // Made just before a crash, and then it is ours; or a stranger has the name, and then there is nothing to be done this time.
            JsonObject? found = api.Get(new ObjectKey(ResourceNames.Jobs, run.Key.Namespace, name));
            bool isOurs = found is not null && Owners.ControllerOf(found)?.Uid == run.Uid && !CronJobHistory.IsFinished(found);
            return isOurs && !run.Active.Exists(item => item.Text("uid") == found.Text("metadata", "uid")) ? found : null;
        }
        catch (ApiException error)
        {
            events.Warning(run.Value, "FailedCreate", $"Error creating job: {error.Message}");
            throw;
        }
    }

    private void Write(CronJobRun run) => api.Update(run.Key, run.Uid, "status", value =>
    {
        JsonObject status = value.Map("status");
        status.Remove("active");
        if (run.Active.Count > 0)
        {
            status["active"] = new JsonArray([.. run.Active.Select(item => item.DeepClone())]);
        }

        if (run.LastSchedule is { } last)
        {
            status["lastScheduleTime"] = Times.Show(last);
        }

        if (run.LastSuccess is { } success)
        {
            status["lastSuccessfulTime"] = Times.Show(success);
        }
    });
}
