using System.Text.Json.Nodes;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Rules.Naming;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;
using k8s.Models;

namespace Cairn.Operator.Controllers.BackupConfigurations;

/// <summary>Makes the Repositories of a plan, and keeps their settings as the plan has them. Nothing is deleted here.</summary>
internal sealed class PlanRepositories(SessionServices services)
{
    /// <summary>The Repositories as the plan's status shows them.</summary>
    public async Task<IReadOnlyList<PlannedRepositoryStatus>> EnsureAsync(BackupConfiguration plan, CancellationToken cancellationToken)
    {
        List<PlannedRepositoryStatus> statuses = [];
        foreach (RepositoryPlan wanted in OfPlan(plan))
        {
            statuses.Add(StatusOf(wanted.Name!, await EnsureAsync(plan, wanted, cancellationToken)));
        }

        return statuses;
    }

    /// <summary>The Repositories of all sessions, each once.</summary>
    public static IEnumerable<RepositoryPlan> OfPlan(BackupConfiguration plan) =>
        (plan.Spec?.Sessions ?? []).SelectMany(session => session.Repositories ?? []).DistinctBy(repository => repository.Name);

    private async Task<Repository?> EnsureAsync(BackupConfiguration plan, RepositoryPlan wanted, CancellationToken cancellationToken)
    {
        NamespacedName name = new(plan.Metadata.NamespaceProperty, wanted.Name!);
        Repository? known = services.Manager.Cache<Repository>().Find(name);
        if (known is null)
        {
            BackendSpec? backend = plan.Spec?.Backends?.FirstOrDefault(item => (item.Name ?? "") == (wanted.Backend ?? ""));
            if (backend?.StorageRef is null)
            {
                return null;
            }

            await services.Client.CreateIfAbsentAsync(Build(plan, wanted, backend), cancellationToken);
            return null;
        }

        if (known.Metadata.DeletionTimestamp is null && known.Spec?.EncryptionSecret != wanted.EncryptionSecret && wanted.EncryptionSecret is { } secret)
        {
            JsonObject patch = new()
            {
                ["spec"] = new JsonObject { ["encryptionSecret"] = new JsonObject { ["name"] = secret.Name, ["namespace"] = secret.Namespace } },
            };
            return await services.Client.PatchAsync<Repository>(name, patch, cancellationToken);
        }

        return known;
    }

    private static Repository Build(BackupConfiguration plan, RepositoryPlan wanted, BackendSpec backend) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = wanted.Name,
            NamespaceProperty = plan.Metadata.NamespaceProperty,
            Labels = new Dictionary<string, string> { [LabelKeys.ManagedBy] = LabelKeys.Manager },
            Finalizers = [ClusterObjects.Finalizer],
        },
        Spec = new RepositorySpec
        {
            AppRef = plan.Spec?.Target,
            StorageRef = backend.StorageRef,
            Path = wanted.Directory,
            DeletionPolicy = wanted.DeletionPolicy == RepositoryDeletionPolicies.WipeOut ? DeletionPolicies.WipeOut : DeletionPolicies.Delete,
            EncryptionSecret = wanted.EncryptionSecret,
        },
    };

    private static PlannedRepositoryStatus StatusOf(string name, Repository? repository) => new()
    {
        Name = name,
        Phase = repository?.Status?.Phase ?? StoragePhases.NotReady,
        Reason = repository?.Status?.Phase == StoragePhases.Ready ? null
            : Conditions.Find(repository?.Status?.Conditions, ConditionTypes.RepositoryInitialized)?.Message ?? "The Repository is not initialised yet.",
    };
}
