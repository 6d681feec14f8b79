using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Rules.Quantities;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Jobs;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;

namespace Cairn.Operator.Controllers.BackupSessions;

/// <summary>What comes after a backup: older sessions go, the session is closed, and perhaps tried again.</summary>
internal sealed class EndSteps(SessionServices services)
{
    /// <summary>Condition of a session that failed: why, in one place, whichever Snapshot or step it was.</summary>
    public const string CompletedCondition = "BackupCompleted";

    /// <summary>Removes older sessions, then marks this one as over.</summary>
    public async Task<ReconcileResult?> FinishAsync(BackupSessionRun run, CancellationToken cancellationToken)
    {
        if (!run.Has(ConditionTypes.SessionHistoryCleaned))
        {
            await CleanHistoryAsync(run, cancellationToken);
            await run.SetAsync(ConditionTypes.SessionHistoryCleaned, true, "SuccessfullyCleanedSessionHistory", null, cancellationToken);
        }

        string? reason = await ReasonAsync(run, cancellationToken);
        await run.SaveAsync(status => Close(status, run, reason), cancellationToken);
        if (reason is null)
        {
            services.Events.Normal(run.Session, EventReasons.BackupSucceeded, $"The backup took {run.Session.Status?.Duration}.");
        }
        else
        {
            services.Events.Warning(run.Session, EventReasons.BackupFailed, reason);
        }

        return null;
    }

    /// <summary>Makes the next attempt of a failed session when its time has come; once, whatever happens in between.</summary>
    public async Task<ReconcileResult> RetryAsync(BackupSession session, CancellationToken cancellationToken)
    {
        if (session.Status is not { NextRetry: { } time, Retried: not true })
        {
            return ReconcileResult.Done;
        }

        if (services.Now < time)
        {
            return ReconcileResult.After(time - services.Now);
        }

        NamespacedName planName = new(session.Metadata.NamespaceProperty, session.Spec?.Invoker?.Name ?? "");
        BackupConfiguration? plan = await services.Client.FindAsync<BackupConfiguration>(planName, cancellationToken);
        bool isWanted = IsWanted(plan, session);
        if (isWanted && plan!.Spec!.Paused == true)
        {
            return ReconcileResult.After(services.Limits.Poll);
        }

        if (isWanted)
        {
            int left = Math.Max(0, (session.Spec!.RetryLeft ?? 0) - 1);
            BackupSession next = SessionBuilder.Build(plan!, session.Spec.Session!, time, left, session.Spec.BackupTimeout);
            await services.Client.CreateIfAbsentAsync(next, cancellationToken);
            services.Events.Normal(session, EventReasons.BackupRetried, $"The backup is tried again as BackupSession {next.Metadata.Name}.");
        }

        BackupSessionStatus status = session.Status with { Retried = isWanted, NextRetry = isWanted ? time : null };
        await services.Client.SaveStatusAsync(session, session with { Status = status }, cancellationToken);
        return ReconcileResult.Done;
    }

    /// <summary>Whether the plan still has the session.</summary>
    private static bool IsWanted(BackupConfiguration? plan, BackupSession session) =>
        plan?.Metadata.DeletionTimestamp is null && plan?.Spec?.Sessions?.Any(item => item.Name == session.Spec?.Session) == true;

    /// <summary>Removes what a session made in the cluster, then lets it go. Its Snapshots stay.</summary>
    public async Task CleanUpAsync(BackupSession session, CancellationToken cancellationToken)
    {
        if (session.Metadata.Finalizers?.Contains(ClusterObjects.Finalizer) != true)
        {
            return;
        }

        await EndSnapshotsAsync(session, cancellationToken);
        IReadOnlyList<string> namespaces = services.Manager.Options.Namespaces;
        await services.Client.DeleteRunAsync(BackupJobs.OwnerOf(session), namespaces, cancellationToken);
        await services.Client.DeleteRunAsync(RetentionJobs.OwnerOf(session), namespaces, cancellationToken);
        await services.Client.RemoveFinalizerAsync(session, cancellationToken);
    }

    /// <summary>A session that is deleted while it runs takes its Job with it: Snapshots that the Job has not ended would stay open for ever.</summary>
    private async Task EndSnapshotsAsync(BackupSession session, CancellationToken cancellationToken)
    {
        if (!BackupSessionRun.IsOver(session) && session.Status?.Snapshots is { Count: > 0 })
        {
            BackupSessionRun run = new(services, session);
            await new SnapshotEnder(services).EndAsync(run, "The BackupSession was deleted while the backup ran.", false, cancellationToken);
        }
    }

    private async Task CleanHistoryAsync(BackupSessionRun run, CancellationToken cancellationToken)
    {
        string plan = BackupSessionIndex.KeyOf(run.Namespace, run.Session.Spec?.Invoker?.Name ?? "");
        IEnumerable<BackupSession> others = services.Manager.Cache<BackupSession>().ByIndex(BackupSessionIndex.ByPlan, plan)
            .Where(other => other.Metadata.Name != run.Name && other.Spec?.Session == run.Session.Spec?.Session && other.Metadata.DeletionTimestamp is null);
        foreach (BackupSession old in SessionHistory.Superfluous(others, run.Settings?.SessionHistoryLimit ?? 1))
        {
            await services.Client.DeleteAsync<BackupSession>(NamespacedName.Of(old), new DeleteRequest { Uid = old.Metadata.Uid }, cancellationToken);
        }
    }

    private BackupSessionStatus Close(BackupSessionStatus status, BackupSessionRun run, string? reason)
    {
        DateTimeOffset now = services.Now;
        IReadOnlyList<Condition>? conditions =
            // It was given up, and had ended well before it could be stopped.
            reason is null ? Conditions.Remove(status.Conditions, CompletedCondition)
            : status.Conditions?.Any(item => item.Message == reason) == true ? status.Conditions
            : Conditions.Set(status.Conditions, CompletedCondition, false, "BackupNotCompleted", reason, now);
        BackupSessionStatus closed = status with
        {
            Duration = GoDuration.FromTimeSpan(now - (run.Session.Metadata.CreationTimestamp ?? now.UtcDateTime)).RoundToSeconds().ToString(),
            Conditions = Conditions.Set(
                conditions, ConditionTypes.MetricsPushed, true, "SuccessfullyPushedMetrics", "Metrics have been pushed successfully.", now),
        };
        bool isRetried = BackupSessionPhaseRules.Of(closed) == BackupSessionPhases.Failed && run.Session.Spec?.RetryLeft > 0 && run.Settings is not null;
        return isRetried ? closed with { Retried = false, NextRetry = NextRetry(run, now) } : closed;
    }

    /// <summary>
    /// When it is tried again. The second becomes part of the next session's name, so it must come after the one in the name of this session.
    /// </summary>
    private static DateTimeOffset NextRetry(BackupSessionRun run, DateTimeOffset now)
    {
        TimeSpan delay = GoDuration.TryParse(run.Settings?.RetryConfig?.Delay, out GoDuration given, out _) ? given.ToTimeSpan() : TimeSpan.Zero;
        DateTimeOffset time = Conditions.Seconds(now + delay);
        string own = run.Name[(run.Name.LastIndexOf('-') + 1)..];
        bool hasTime = long.TryParse(own, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long seconds)
            && seconds >= time.ToUnixTimeSeconds() && seconds < long.MaxValue / TimeSpan.TicksPerSecond / 2;
        return hasTime ? DateTimeOffset.FromUnixTimeSeconds(seconds + 1) : time;
    }

    /// <summary>Why a session fails; null: it succeeds.</summary>
    private async Task<string?> ReasonAsync(BackupSessionRun run, CancellationToken cancellationToken)
    {
        BackupSessionStatus status = Close(run.Session.Status ?? new BackupSessionStatus(), run, null);
        if (BackupSessionPhaseRules.Of(status) == BackupSessionPhases.Succeeded)
        {
            return null;
        }

        await new SnapshotEnder(services).RefreshAsync(run, cancellationToken);
        return run.Snapshots.Values.Select(SnapshotEnder.ReasonOf).FirstOrDefault(text => text is not null)
            ?? status.Conditions?.FirstOrDefault(item => item is { Status: "False", Message: not null })?.Message
            ?? status.RetentionPolicy?.FirstOrDefault(entry => entry.Error is not null)?.Error
            ?? Conditions.Find(status.Conditions, ConditionTypes.SnapshotCleanupIncomplete)?.Message
            ?? "One or more Snapshots failed: their status says why.";
    }
}
