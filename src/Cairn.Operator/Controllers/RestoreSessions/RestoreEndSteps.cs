using Cairn.Api.Core;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Rules.Quantities;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Jobs;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;

namespace Cairn.Operator.Controllers.RestoreSessions;

/// <summary>What comes after a restore: backups of the target go on, and the session is closed.</summary>
internal sealed class RestoreEndSteps(SessionServices services, PauseSteps pause)
{
    /// <summary>Resumes the backups, then marks the session as over.</summary>
    public async Task<ReconcileResult?> FinishAsync(RestoreSessionRun run, CancellationToken cancellationToken)
    {
        RestoreSessionRun resumed = new(services, await pause.ResumeAsync(run.Session, cancellationToken));
        await resumed.SaveAsync(status => Close(status, resumed), cancellationToken);
        if (resumed.Session.Status?.Phase == RestorePhases.Succeeded)
        {
            services.Events.Normal(resumed.Session, EventReasons.RestoreSucceeded, $"The restore took {resumed.Session.Status.Duration}.");
        }
        else
        {
            services.Events.Warning(resumed.Session, EventReasons.RestoreFailed, ReasonOf(resumed));
        }

        return null;
    }

    /// <summary>A session that is deleted while it runs takes its Job with it; the backups of its target go on.</summary>
    public async Task CleanUpAsync(RestoreSession session, CancellationToken cancellationToken)
    {
        if (session.Metadata.Finalizers?.Contains(ClusterObjects.Finalizer) != true)
        {
            return;
        }

        await services.Client.DeleteRunAsync(RestoreJobs.OwnerOf(session), services.Manager.Options.Namespaces, cancellationToken);
        await services.Client.RemoveFinalizerAsync(await pause.ResumeAsync(session, cancellationToken), cancellationToken);
    }

    private RestoreSessionStatus Close(RestoreSessionStatus status, RestoreSessionRun run)
    {
        DateTimeOffset now = services.Now;
        return status with
        {
            Duration = GoDuration.FromTimeSpan(now - (run.Session.Metadata.CreationTimestamp ?? now.UtcDateTime)).RoundToSeconds().ToString(),
            Conditions = Conditions.Set(
                status.Conditions, ConditionTypes.MetricsPushed, true, "SuccessfullyPushedMetrics", "Metrics have been pushed successfully.", now),
        };
    }

    private static string ReasonOf(RestoreSessionRun run) =>
        run.Find(ConditionTypes.RestoreIncomplete)?.Message
        ?? run.Session.Status?.Components?.Values.FirstOrDefault(component => component.Error is not null)?.Error
        ?? run.Find(ConditionTypes.RestoreExecutorEnsured)?.Message
        ?? "The restore failed: the status of its components says why.";
}
