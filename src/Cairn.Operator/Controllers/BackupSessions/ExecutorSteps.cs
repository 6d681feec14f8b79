using Cairn.Api.Meta;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Executors;
using Cairn.Operator.Jobs;
using Cairn.Operator.Jobs.Tasks;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;

namespace Cairn.Operator.Controllers.BackupSessions;

/// <summary>Makes the Job of a backup, and watches it until every Snapshot has ended. What does not end by itself is ended, and says why.</summary>
internal sealed class ExecutorSteps(SessionServices services)
{
    /// <summary>Condition of a session whose pod takes long to start.</summary>
    private const string PendingCondition = "PodHasBeenInPendingStateForLongerThanExpected";

    private readonly StallClock _stalls = new();
    private readonly SnapshotEnder _ender = new(services);

    /// <summary>Forgets what was remembered of a session.</summary>
    public void Forget(NamespacedName session) => _stalls.Forget(session.ToString());

    /// <summary>Makes the Job.</summary>
    public async Task<ReconcileResult?> EnsureAsync(BackupSessionRun run, CancellationToken cancellationToken)
    {
        if (run.Has(ConditionTypes.BackupExecutorEnsured) || run.IsFalse(ConditionTypes.SnapshotsEnsured))
        {
            return null;
        }

        string? problem = null;
        try
        {
            BackupRun loaded = BackupRunLoader.LoadWithTasks(services, run);
            problem = loaded.Limit < TimeSpan.Zero ? "The time that backupTimeout allows was over before the Job could be made." : null;
            if (problem is null && !await services.Client.CreateRunAsync(BackupJobs.Build(loaded, services.Jobs), run.Session, cancellationToken))
            {
                return ReconcileResult.After(TimeSpan.FromSeconds(1));
            }
        }
        catch (TaskException error)
        {
            problem = error.Message;
        }

        await run.SetAsync(
            ConditionTypes.BackupExecutorEnsured, problem is null, problem is null ? "SuccessfullyEnsuredBackupExecutor" : "FailedToEnsureBackupExecutor",
            problem ?? "Backup Executor has been ensured successfully.", cancellationToken);
        if (problem is null)
        {
            services.Events.Normal(run.Session, EventReasons.BackupStarted, $"Job {run.Name} was made.");
        }

        return null;
    }

    /// <summary>Watches the Snapshots and the Job.</summary>
    public async Task<ReconcileResult?> WatchAsync(BackupSessionRun run, CancellationToken cancellationToken)
    {
        if (run.Has(ConditionTypes.RetentionPolicyExecutorEnsured))
        {
            return null;
        }

        await _ender.RefreshAsync(run, cancellationToken);
        if (SnapshotEnder.AllEnded(run))
        {
            return null;
        }

        Condition? failed = new[] { run.Find(ConditionTypes.SnapshotsEnsured), run.Find(ConditionTypes.BackupExecutorEnsured) }
            .FirstOrDefault(item => item?.Status == "False");
        (string? problem, ReconcileResult next) = failed is not null ? (failed.Message, ReconcileResult.Done) : await LookAsync(run, cancellationToken);
        if (problem is null)
        {
            return next;
        }

        // The Job's last words may have come between the look at the Snapshots and the look at the Job.
        await _ender.EndAsync(run, problem, cancellationToken);
        return SnapshotEnder.AllEnded(run) ? null : ReconcileResult.After(services.Limits.Poll);
    }

    private async Task<(string? Problem, ReconcileResult Next)> LookAsync(BackupSessionRun run, CancellationToken cancellationToken)
    {
        ExecutorState state = await services.Executors.LookAsync(new NamespacedName(run.Namespace, run.Name), cancellationToken);
        string? problem = state.Phase switch
        {
            ExecutorPhase.Succeeded or ExecutorPhase.Failed or ExecutorPhase.Missing => EndProblem(run, state),
            ExecutorPhase.Pending when services.Now - state.Since > services.Limits.PodStart =>
                $"The backup's pod did not start within {services.Limits.PodStart.TotalMinutes:0} minutes. {state.Problem}",
            ExecutorPhase.Running when IsStalled(run) =>
                $"The backup showed no progress for {services.Limits.Stall.TotalMinutes:0} minutes and was stopped: look at the log of Job {run.Name}.",
            _ => null,
        };
        bool isLate = run.Session.Status?.BackupDeadline is { } deadline && services.Now >= deadline;
        if (isLate && state.Phase is ExecutorPhase.Pending or ExecutorPhase.Running)
        {
            problem = $"The backup did not end within its backupTimeout of {run.Session.Spec?.BackupTimeout} and was stopped: allow more time, or find out "
                + "what slowed it down.";
        }

        if (problem is not null && state is { Job: { } job, Phase: ExecutorPhase.Pending or ExecutorPhase.Running })
        {
            services.Events.Warning(run.Session, EventReasons.ExecutorStopped, problem);
            await services.Executors.StopAsync(job, cancellationToken);
        }

        await MarkPendingAsync(run, state, cancellationToken);
        return (problem, ReconcileResult.After(NextLook(run)));
    }

    private bool IsStalled(BackupSessionRun run) =>
        _stalls.Look(NamespacedName.Of(run.Session).ToString(), SnapshotEnder.ProgressOf(run), services.Now) > services.Limits.Stall;

    /// <summary>
    /// The Job has ended. Where a backup ended with it, only the metadata file is missing, which the Snapshot's own reconciler stores; where it did not,
    /// nothing more will come.
    /// </summary>
    private string? EndProblem(BackupSessionRun run, ExecutorState state)
    {
        bool isAnyOpen = run.Snapshots.Values.Any(
            snapshot => SnapshotPhaseRules.OfComponents(snapshot.Status) is SnapshotPhases.Pending or SnapshotPhases.Running);
        if (isAnyOpen)
        {
            return state.Problem ?? $"Job {run.Name} ended without an error, and without having finished the backup: look at its log.";
        }

        return services.Now - state.Since <= services.Limits.Upload || state.Since is null ? null
            : $"The metadata file of the Snapshot was not stored within {services.Limits.Upload.TotalMinutes:0} minutes: look at the BackupStorage's status.";
    }

    private async Task MarkPendingAsync(BackupSessionRun run, ExecutorState state, CancellationToken cancellationToken)
    {
        if (state.Phase == ExecutorPhase.Pending && services.Now - state.Since > services.Limits.PodPending && !run.IsTrue(PendingCondition))
        {
            await run.SetAsync(PendingCondition, true, PendingCondition, state.Problem, cancellationToken);
            services.Events.Warning(run.Session, PendingCondition, state.Problem ?? "The pod has not started yet.");
        }
        else if (state.Phase == ExecutorPhase.Running && run.IsTrue(PendingCondition))
        {
            await run.SetAsync(PendingCondition, false, "PodStarted", null, cancellationToken);
        }
    }

    private TimeSpan NextLook(BackupSessionRun run) =>
        run.Session.Status?.BackupDeadline is { } deadline && deadline - services.Now < services.Limits.Poll && deadline > services.Now
            ? deadline - services.Now : services.Limits.Poll;
}
