using System.Text.Json.Nodes;
using Cairn.Api;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Rules.Phases;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Settings;
using Cairn.Operator.Targets;

namespace Cairn.Operator.Controllers.RestoreSessions;

/// <summary>
/// Pauses the plans that back up the target of a restore, and resumes them. The plans are written down before they are paused, so that whatever happens
/// they are found and resumed. Restores of one target at the same time share: the last one to end resumes.
/// </summary>
internal sealed class PauseSteps(SessionServices services)
{
    /// <summary>Two restores that end at the same moment must not each leave it to the other.</summary>
    private static readonly SemaphoreSlim Gate = new(1);

    /// <summary>Pauses the plans.</summary>
    public async Task<ReconcileResult?> PauseAsync(RestoreSessionRun run, CancellationToken cancellationToken)
    {
        if (run.Has(ConditionTypes.RestoreExecutorEnsured))
        {
            return null;
        }

        await Gate.WaitAsync(cancellationToken);
        try
        {
            if (run.Session.Status?.PausedBackups is null)
            {
                IReadOnlyList<TypedObjectReference> plans = await FindAsync(run, cancellationToken);
                await run.SaveAsync(status => status with { PausedBackups = plans }, cancellationToken);
            }

            foreach (TypedObjectReference plan in run.Session.Status?.PausedBackups ?? [])
            {
                await SetPausedAsync(plan, true, cancellationToken);
            }
        }
        finally
        {
            Gate.Release();
        }

        return null;
    }

    /// <summary>Resumes what the session paused, except for what another restore still needs paused; then forgets it.</summary>
    public async Task<RestoreSession> ResumeAsync(RestoreSession session, CancellationToken cancellationToken)
    {
        if (session.Status?.PausedBackups is not { Count: > 0 } plans)
        {
            return session;
        }

        await Gate.WaitAsync(cancellationToken);
        try
        {
            RestoreSession[] others = await OthersAsync(session, cancellationToken);
            foreach (TypedObjectReference plan in plans.Where(plan => !others.Any(other => other.Status?.PausedBackups?.Contains(plan) == true)))
            {
                await SetPausedAsync(plan, false, cancellationToken);
                services.Events.Normal(session, EventReasons.BackupsResumed, $"{plan.Kind} {plan.Namespace}/{plan.Name} was resumed.");
            }

            RestoreSessionRun run = new(services, session);
            await run.SaveAsync(status => status with { PausedBackups = [] }, cancellationToken);
            return run.Session;
        }
        finally
        {
            Gate.Release();
        }
    }

    private async Task<IReadOnlyList<TypedObjectReference>> FindAsync(RestoreSessionRun run, CancellationToken cancellationToken)
    {
        (TypedObjectReference? target, string ns) = SourceSteps.TargetOf(run.Session, run.Snapshot);
        RestoreSession[] others = await OthersAsync(run.Session, cancellationToken);
        List<TypedObjectReference> plans = [];
        foreach (BackupConfiguration plan in services.Manager.Cache<BackupConfiguration>().List()
            .Where(plan => TargetFinder.AreSame(plan.Spec?.Target, plan.Metadata.NamespaceProperty, target, ns)))
        {
            TypedObjectReference reference = new()
            {
                ApiGroup = ApiGroups.Core,
                Kind = plan.Kind,
                Name = plan.Metadata.Name,
                Namespace = plan.Metadata.NamespaceProperty,
            };
            if (plan.Spec?.Paused != true || others.Any(other => other.Status?.PausedBackups?.Contains(reference) == true))
            {
                plans.Add(reference);
            }
        }

        return plans;
    }

    private async Task<RestoreSession[]> OthersAsync(RestoreSession session, CancellationToken cancellationToken)
    {
        List<RestoreSession> all = [];
        IReadOnlyList<string> namespaces = services.Manager.Options.Namespaces;
        foreach (string? ns in namespaces.Count == 0 ? [null] : namespaces.Cast<string?>())
        {
            all.AddRange((await services.Client.ListAsync<RestoreSession>(new ListOptions { Namespace = ns }, cancellationToken)).Items);
        }

        return [.. all.Where(other => other.Metadata.Uid != session.Metadata.Uid && !RestoreSessionRun.IsOver(other))];
    }

    private async Task SetPausedAsync(TypedObjectReference plan, bool isPaused, CancellationToken cancellationToken)
    {
        NamespacedName name = new(plan.Namespace ?? "", plan.Name);
        BackupConfiguration? known = await services.Client.FindAsync<BackupConfiguration>(name, cancellationToken);
        if (known is not null && known.Spec?.Paused == true != isPaused)
        {
            JsonObject patch = new() { ["spec"] = new JsonObject { ["paused"] = isPaused } };
            await services.Client.PatchAsync<BackupConfiguration>(name, patch, cancellationToken);
        }
    }
}
