using System.Text.Json.Nodes;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Controllers.BackupSessions;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Operator.Targets;
using k8s.Models;

namespace Cairn.Operator.Controllers.BackupConfigurations;

/// <summary>
/// What happens when a plan is deleted: (1) its sessions go, and with them the Jobs that still run; (2) then its Repositories, if their deletionPolicy in
/// the plan says so; one that says nothing, or Retain, stays.
/// </summary>
internal sealed class PlanEnd(SessionServices services)
{
    /// <summary>Does it, and lets the plan go.</summary>
    public async Task<ReconcileResult> CleanUpAsync(BackupConfiguration plan, CancellationToken cancellationToken)
    {
        if (plan.Metadata.Finalizers?.Contains(ClusterObjects.Finalizer) != true)
        {
            return ReconcileResult.Done;
        }

        // :: Step 1: schedules first, so that nothing begins meanwhile.
        foreach (V1CronJob trigger in services.Manager.Cache<V1CronJob>().OwnedBy(plan.Metadata.Uid))
        {
            await services.Client.DeleteAsync<V1CronJob>(NamespacedName.Of(trigger), new DeleteRequest { Uid = trigger.Metadata.Uid }, cancellationToken);
        }

        IReadOnlyList<BackupSession> sessions = services.Manager.Cache<BackupSession>().ByIndex(
            BackupSessionIndex.ByPlan, BackupSessionIndex.KeyOf(plan.Metadata.NamespaceProperty, plan.Metadata.Name));
        foreach (BackupSession session in sessions.Where(session => session.Metadata.DeletionTimestamp is null))
        {
            await services.Client.DeleteAsync<BackupSession>(NamespacedName.Of(session), new DeleteRequest { Uid = session.Metadata.Uid }, cancellationToken);
        }

        if (sessions.Count > 0)
        {
            return ReconcileResult.After(TimeSpan.FromSeconds(1));
        }

        // :: Step 2
        foreach (RepositoryPlan repository in PlanRepositories.OfPlan(plan))
        {
            await DeleteAsync(plan, repository, cancellationToken);
        }

        await services.Client.RemoveFinalizerAsync(plan, cancellationToken);
        return ReconcileResult.Done;
    }

    private async Task DeleteAsync(BackupConfiguration plan, RepositoryPlan wanted, CancellationToken cancellationToken)
    {
        NamespacedName name = new(plan.Metadata.NamespaceProperty, wanted.Name ?? "");
        bool isToGo = wanted.DeletionPolicy is RepositoryDeletionPolicies.Delete or RepositoryDeletionPolicies.WipeOut;
        Repository? repository = isToGo ? services.Manager.Cache<Repository>().Find(name) : null;
        if (repository is null || repository.Metadata.DeletionTimestamp is not null || !IsOfPlan(repository, plan) || IsUsedByOthers(plan, name))
        {
            return;
        }

        string policy = wanted.DeletionPolicy == RepositoryDeletionPolicies.WipeOut ? DeletionPolicies.WipeOut : DeletionPolicies.Delete;
        if (repository.Spec?.DeletionPolicy != policy)
        {
            await services.Client.PatchAsync<Repository>(
                name, new JsonObject { ["spec"] = new JsonObject { ["deletionPolicy"] = policy } }, cancellationToken);
        }

        await services.Client.DeleteAsync<Repository>(name, new DeleteRequest { Uid = repository.Metadata.Uid }, cancellationToken);
    }

    private static bool IsOfPlan(Repository repository, BackupConfiguration plan) =>
        TargetFinder.AreSame(repository.Spec?.AppRef, repository.Metadata.NamespaceProperty, plan.Spec?.Target, plan.Metadata.NamespaceProperty);

    private bool IsUsedByOthers(BackupConfiguration plan, NamespacedName repository) => services.Manager.Cache<BackupConfiguration>().List(repository.Namespace)
        .Any(other => other.Metadata.Uid != plan.Metadata.Uid && PlanRepositories.OfPlan(other).Any(item => item.Name == repository.Name));
}
