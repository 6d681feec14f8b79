using Cairn.Api.Core;
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

/// <summary>Applies the retention policies of the session's repositories by a Job, which reports on each repository by itself.</summary>
internal sealed class RetentionSteps(SessionServices services)
{
    /// <summary>Makes the Job. The entries that it fills in come first, so that one it never reached is seen as not applied.</summary>
    public async Task<ReconcileResult?> EnsureAsync(BackupSessionRun run, CancellationToken cancellationToken)
    {
        if (run.Has(ConditionTypes.RetentionPolicyExecutorEnsured) || run.IsFalse(ConditionTypes.SnapshotsEnsured))
        {
            return null;
        }

        string? problem = null;
        try
        {
            BackupRun loaded = BackupRunLoader.Load(services, run);
            if (run.Session.Status?.RetentionPolicy is null)
            {
                await run.SaveAsync(status => status with { RetentionPolicy = Entries(loaded) }, cancellationToken);
            }

            RunObjects objects = RetentionJobs.Build(loaded with { Session = run.Session }, services.Limits.Retention, services.Jobs);
            if (!await services.Client.CreateRunAsync(objects, run.Session, cancellationToken))
            {
                return ReconcileResult.After(TimeSpan.FromSeconds(1));
            }
        }
        catch (TaskException error)
        {
            problem = error.Message;
        }

        await run.SetAsync(
            ConditionTypes.RetentionPolicyExecutorEnsured, problem is null,
            problem is null ? "SuccessfullyEnsuredRetentionPolicyExecutor" : "FailedToEnsureRetentionPolicyExecutor",
            problem ?? "RetentionPolicy Executor has been ensured successfully.", cancellationToken);
        return null;
    }

    /// <summary>Waits until each repository has its result, or the Job has ended without.</summary>
    public async Task<ReconcileResult?> WatchAsync(BackupSessionRun run, CancellationToken cancellationToken)
    {
        if (!run.IsTrue(ConditionTypes.RetentionPolicyExecutorEnsured) || run.Has(ConditionTypes.SnapshotCleanupIncomplete) || IsReported(run.Session))
        {
            return null;
        }

        ExecutorState state = await services.Executors.LookAsync(new NamespacedName(run.Namespace, RetentionJobs.NameOf(run.Session)), cancellationToken);
        string? problem = state.Phase switch
        {
            ExecutorPhase.Succeeded => "The retention Job ended without an error, and without having reported on all repositories: look at its log.",
            ExecutorPhase.Failed or ExecutorPhase.Missing => state.Problem,
            ExecutorPhase.Pending when services.Now - state.Since > services.Limits.PodStart =>
                $"The retention Job's pod did not start within {services.Limits.PodStart.TotalMinutes:0} minutes. {state.Problem}",
            _ when services.Now - state.Since > services.Limits.Retention =>
                $"Retention did not end within {services.Limits.Retention.TotalHours:0} hours and was stopped.",
            _ => null,
        };
        if (problem is null)
        {
            return ReconcileResult.After(services.Limits.Poll);
        }

        if (state is { Job: { } job, Phase: ExecutorPhase.Pending or ExecutorPhase.Running })
        {
            await services.Executors.StopAsync(job, cancellationToken);
        }

        // The session was read before the Job was looked at: if it has reported meanwhile, this write meets a conflict, and the next call sees it.
        await run.SetAsync(ConditionTypes.SnapshotCleanupIncomplete, true, "SnapshotCleanupTerminatedBeforeCompletion", problem, cancellationToken);
        services.Events.Warning(run.Session, EventReasons.RetentionFailed, problem);
        return null;
    }

    private static bool IsReported(BackupSession session) =>
        session.Status?.RetentionPolicy is { } entries && entries.All(entry => entry.Phase is RetentionPhases.Applied or RetentionPhases.FailedToApply);

    private static IReadOnlyList<RetentionStatus> Entries(BackupRun run) =>
    [
        .. (run.Settings.Repositories ?? []).Select(repository => new RetentionStatus
        {
            Ref = PolicyOf(run.Plan, repository, run.Session.Metadata.NamespaceProperty),
            Repository = repository.Name,
            Phase = RetentionPhases.Pending,
        }),
    ];

    private static ObjectReference? PolicyOf(BackupConfiguration plan, RepositoryPlan repository, string @namespace)
    {
        ObjectReference? reference = plan.Spec?.Backends?.FirstOrDefault(backend => (backend.Name ?? "") == (repository.Backend ?? ""))?.RetentionPolicy;
        return reference is null ? null : reference with { Namespace = reference.Namespace is { Length: > 0 } given ? given : @namespace };
    }
}
