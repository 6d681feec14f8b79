using Cairn.Api.Meta;
using Cairn.Api.Rules.Phases;
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

    /// <summary>Reason of a backup whose Job ended early, or was stopped.</summary>
    private const string Stopped = "BackupExecutorTerminatedBeforeCompletion";

    /// <summary>Reason of a backup whose metadata file was not stored in time.</summary>
    private const string NotStored = "SnapshotMetadataNotStored";

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

    /// <summary>
    /// Watches the Snapshots and the Job. That a backup is given up is written down before its Job is stopped and its Snapshots are ended: whoever goes on
    /// after a kill does so for the same reason.
    /// </summary>
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

        if (FailedBefore(run) is null)
        {
            ExecutorState state = await LookAsync(run, cancellationToken);
            if (SnapshotEnder.AllEnded(run))
            {
                return null;
            }

            (string Reason, string Message)? end = EndOf(run, state);
            if (end is null)
            {
                await MarkPendingAsync(run, state, cancellationToken);
                return ReconcileResult.After(NextLook(run));
            }

            await run.SetAsync(EndSteps.CompletedCondition, false, end.Value.Reason, end.Value.Message, cancellationToken);
        }

        return await GiveUpAsync(run, FailedBefore(run)!, cancellationToken);
    }

    /// <summary>The step that failed, or the decision to give up; null: there is none.</summary>
    private static Condition? FailedBefore(BackupSessionRun run) =>
        new[] { run.Find(ConditionTypes.SnapshotsEnsured), run.Find(ConditionTypes.BackupExecutorEnsured), run.Find(EndSteps.CompletedCondition) }
            .FirstOrDefault(item => item?.Status == "False");

    /// <summary>Looks at the Job, and then once more at the Snapshots if it has ended: its last words came before its end.</summary>
    private async Task<ExecutorState> LookAsync(BackupSessionRun run, CancellationToken cancellationToken)
    {
        ExecutorState state = await services.Executors.LookAsync(new NamespacedName(run.Namespace, run.Name), cancellationToken);
        if (state.Phase is not (ExecutorPhase.Pending or ExecutorPhase.Running))
        {
            await _ender.RefreshAsync(run, cancellationToken);
        }

        return state;
    }

    private async Task<ReconcileResult?> GiveUpAsync(BackupSessionRun run, Condition reason, CancellationToken cancellationToken)
    {
        string message = reason.Message ?? "The backup could not be made.";
        ExecutorState state = await services.Executors.LookAsync(new NamespacedName(run.Namespace, run.Name), cancellationToken);
        if (state is { Job: { } job, Phase: ExecutorPhase.Pending or ExecutorPhase.Running })
        {
            services.Events.Warning(run.Session, EventReasons.ExecutorStopped, message);
            await services.Executors.StopAsync(job, cancellationToken);
        }

        await _ender.EndAsync(run, message, reason.Reason == NotStored, cancellationToken);
        return SnapshotEnder.AllEnded(run) ? null : ReconcileResult.After(services.Limits.Poll);
    }

    /// <summary>Whether the backup is to be given up, and why.</summary>
    private (string Reason, string Message)? EndOf(BackupSessionRun run, ExecutorState state)
    {
        if (state.Phase is not (ExecutorPhase.Pending or ExecutorPhase.Running))
        {
            return EndOfEnded(run, state);
        }

        SessionLimits limits = services.Limits;
        bool isLate = run.Session.Status?.BackupDeadline is { } deadline && services.Now >= deadline;
        string? message = isLate
                ? $"The backup did not end within its backupTimeout of {run.Session.Spec?.BackupTimeout} and was stopped: allow more, or find what slowed it."
            : state.Phase == ExecutorPhase.Pending && services.Now - state.Since > limits.PodStart
                ? $"The backup's pod did not start within {limits.PodStart.TotalMinutes:0} minutes. {state.Problem}"
            : state.Phase == ExecutorPhase.Running && IsStalled(run)
                ? $"The backup showed no progress for {limits.Stall.TotalMinutes:0} minutes and was stopped: look at the log of Job {run.Name}."
            : null;
        return message is null ? null : (Stopped, message);
    }

    /// <summary>
    /// The Job has ended. Where a backup ended with it, only the metadata file is missing, which the Snapshot's own reconciler stores; where it did not,
    /// nothing more will come.
    /// </summary>
    private (string Reason, string Message)? EndOfEnded(BackupSessionRun run, ExecutorState state)
    {
        if (run.Snapshots.Values.Any(SnapshotEnder.IsOpen))
        {
            return (Stopped, state.Problem ?? $"Job {run.Name} ended without an error, and without having finished the backup: look at its log.");
        }

        return services.Now - state.Since <= services.Limits.Upload || state.Since is null ? null
            : (NotStored, $"The metadata file was not stored within {services.Limits.Upload.TotalMinutes:0} minutes: look at the BackupStorage's status.");
    }

    private bool IsStalled(BackupSessionRun run) =>
        _stalls.Look(NamespacedName.Of(run.Session).ToString(), SnapshotEnder.ProgressOf(run), services.Now) > services.Limits.Stall;

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
