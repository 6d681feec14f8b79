using Cairn.Api.Core;
using Cairn.Api.Rules.Phases;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Controllers.BackupSessions;
using Cairn.Operator.Executors;
using Cairn.Operator.Jobs;
using Cairn.Operator.Jobs.Tasks;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;

namespace Cairn.Operator.Controllers.RestoreSessions;

/// <summary>Makes the Job of a restore, and watches it until it has ended. What does not end by itself is ended, and says why.</summary>
internal sealed class RestoreExecutorSteps(SessionServices services)
{
    private readonly StallClock _stalls = new();

    /// <summary>Forgets what was remembered of a session.</summary>
    public void Forget(NamespacedName session) => _stalls.Forget(session.ToString());

    /// <summary>Makes the Job.</summary>
    public async Task<ReconcileResult?> EnsureAsync(RestoreSessionRun run, CancellationToken cancellationToken)
    {
        if (run.Has(ConditionTypes.RestoreExecutorEnsured))
        {
            return null;
        }

        try
        {
            if (!await services.Client.CreateRunAsync(RestoreJobs.Build(Load(run), services.Jobs), run.Session, cancellationToken))
            {
                return ReconcileResult.After(TimeSpan.FromSeconds(1));
            }
        }
        catch (TaskException error)
        {
            await run.FailAsync(error.Message, cancellationToken);
            return null;
        }

        await run.SetAsync(
            ConditionTypes.RestoreExecutorEnsured, true, "SuccessfullyEnsuredRestoreExecutor", "Restore Executor has been ensured successfully.",
            cancellationToken);
        services.Events.Normal(run.Session, EventReasons.RestoreStarted, $"Job {RestoreJobs.OwnerOf(run.Session).Name} was made.");
        return null;
    }

    /// <summary>Watches the Job.</summary>
    public async Task<ReconcileResult?> WatchAsync(RestoreSessionRun run, CancellationToken cancellationToken)
    {
        if (run.Find(ConditionTypes.RestoreExecutorEnsured)?.Status != "True" || run.Has(ConditionTypes.RestoreIncomplete))
        {
            return null;
        }

        NamespacedName name = new(run.Namespace, RestoreJobs.OwnerOf(run.Session).Name);
        ExecutorState state = await services.Executors.LookAsync(name, cancellationToken);
        bool isActive = state.Phase is ExecutorPhase.Pending or ExecutorPhase.Running;
        if (!isActive && IsEnded(run.Session))
        {
            return null;
        }

        string? problem = isActive ? ActiveProblem(run, state)
            : state.Problem ?? $"Job {name.Name} ended without an error, and without having finished the restore: look at its log.";
        if (problem is null)
        {
            return ReconcileResult.After(NextLook(run));
        }

        if (isActive && state.Job is { } job)
        {
            services.Events.Warning(run.Session, EventReasons.ExecutorStopped, problem);
            await services.Executors.StopAsync(job, cancellationToken);
        }

        // The session was read before the Job was looked at: if it has reported meanwhile, this write meets a conflict, and the next call sees it.
        await run.SaveAsync(status => End(status, problem), cancellationToken);
        return null;
    }

    private static bool IsEnded(RestoreSession session) => RestoreSessionPhaseRules.OfComponents(session.Status)
        is RestorePhases.Succeeded or RestorePhases.Failed or RestorePhases.Unknown;

    private RestoreRun Load(RestoreSessionRun run)
    {
        Dictionary<string, string> identity = TaskInputs.ForRestore(services.Jobs, run.Namespace, run.Name, run.Snapshot!.Metadata.Name);
        TimeSpan? left = run.Session.Status?.RestoreDeadline - services.Now;
        return new RestoreRun
        {
            Session = run.Session,
            Snapshot = run.Snapshot,
            Repository = run.Repository!,
            Storage = BackupRunLoader.StorageOf(services, run.Repository!),
            Target = run.Target,
            Tasks = TaskLoader.Load(services.Manager, run.Session.Spec?.Addon, false, identity, run.Target?.Spec?.Version),
            Limit = left >= TimeSpan.Zero || left is null ? left
                : throw new TaskException("The time that restoreTimeout allows was over before the Job could be made."),
        };
    }

    private string? ActiveProblem(RestoreSessionRun run, ExecutorState state)
    {
        SessionLimits limits = services.Limits;
        TimeSpan age = services.Now - (state.Since ?? services.Now);
        return run.Session.Status?.RestoreDeadline is { } deadline && services.Now >= deadline
                ? $"The restore did not end within its restoreTimeout of {run.Session.Spec?.RestoreTimeout} and was stopped: the target is incomplete."
            : state.Phase == ExecutorPhase.Pending && age > limits.PodStart
                ? $"The restore's pod did not start within {limits.PodStart.TotalMinutes:0} minutes. {state.Problem}"
            : state.Phase == ExecutorPhase.Running && IsStalled(run)
                ? $"The restore showed no progress for {limits.Stall.TotalMinutes:0} minutes and was stopped: look at the log of Job {run.Name}."
            : null;
    }

    private bool IsStalled(RestoreSessionRun run) =>
        _stalls.Look(NamespacedName.Of(run.Session).ToString(), ProgressOf(run.Session), services.Now) > services.Limits.Stall;

    private RestoreSessionStatus End(RestoreSessionStatus status, string problem) => status with
    {
        Components = status.Components?.ToDictionary(item => item.Key, item => item.Value.Phase is RestorePhases.Succeeded or RestorePhases.Failed
            ? item.Value : item.Value with { Phase = RestorePhases.Failed, Error = item.Value.Error ?? problem }),
        Conditions = Conditions.Set(
            status.Conditions, ConditionTypes.RestoreIncomplete, true, "RestoreExecutorTerminatedBeforeCompletion", problem, services.Now),
    };

    private static string ProgressOf(RestoreSession session) => string.Join(
        ';',
        (session.Status?.Components ?? new Dictionary<string, RestoreComponent>()).Select(item =>
            $"{item.Key}:{item.Value.Phase}:{item.Value.Progress?.PercentDone}:{item.Value.Progress?.RestoreDone}:{item.Value.Progress?.FilesDone}"));

    private TimeSpan NextLook(RestoreSessionRun run) =>
        run.Session.Status?.RestoreDeadline is { } deadline && deadline - services.Now < services.Limits.Poll && deadline > services.Now
            ? deadline - services.Now : services.Limits.Poll;
}
