using Cairn.Api.Addons;
using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Operator.Settings;
using Cairn.Operator.Targets;

namespace Cairn.Operator.Controllers.BackupConfigurations;

/// <summary>Looks up what a plan refers to: target, addons, storages, retention policies.</summary>
internal sealed class PlanReferences(SessionServices services)
{
    /// <summary>The status with what was found.</summary>
    public BackupConfigurationStatus Fill(BackupConfigurationStatus status, BackupConfiguration plan)
    {
        string ns = plan.Metadata.NamespaceProperty;
        return status with
        {
            TargetFound = TargetFinder.NameOf(plan.Spec?.Target, ns) is { } target && services.Manager.Cache<AppBinding>().Find(target) is not null,
            Backends = [.. (plan.Spec?.Backends ?? []).Select(backend => StatusOf(backend, ns))],
            Dependencies =
            [
                .. (plan.Spec?.Sessions ?? []).Select(session => session.Addon?.Name ?? "").Distinct(StringComparer.Ordinal)
                    .Select(addon => new Dependency { Kind = nameof(Addon), Name = addon, Found = Find<Addon>("", addon) is not null }),
            ],
        };
    }

    private BackendStatus StatusOf(BackendSpec backend, string ns)
    {
        ObjectReference storageRef = Resolve(backend.StorageRef, ns);
        ObjectReference policyRef = Resolve(backend.RetentionPolicy, ns);
        BackupStorage? storage = Find<BackupStorage>(storageRef.Namespace!, storageRef.Name);
        bool hasPolicy = Find<RetentionPolicy>(policyRef.Namespace!, policyRef.Name) is not null;
        string? storageProblem = storage is null ? $"There is no BackupStorage {storageRef.Namespace}/{storageRef.Name}."
            : storage.Metadata.DeletionTimestamp is not null ? "The BackupStorage is being deleted."
            : storage.Status?.Phase == StoragePhases.Ready ? null
            : storage.Status?.Conditions?.FirstOrDefault(item => item.Status == "False")?.Message ?? "The BackupStorage is not initialised yet.";
        return new BackendStatus
        {
            Name = backend.Name,
            Ready = storageProblem is null && hasPolicy,
            Storage = new StorageReferenceStatus { Ref = storageRef, Phase = storage?.Status?.Phase ?? StoragePhases.NotReady, Reason = storageProblem },
            RetentionPolicy = new PolicyReferenceStatus
            {
                Ref = policyRef,
                Found = hasPolicy,
                Reason = hasPolicy ? null : $"There is no RetentionPolicy {policyRef.Namespace}/{policyRef.Name}.",
            },
        };
    }

    private static ObjectReference Resolve(ObjectReference? reference, string ns) =>
        new() { Name = reference?.Name ?? "", Namespace = reference?.Namespace is { Length: > 0 } given ? given : ns };

    private T? Find<T>(string ns, string name)
        where T : ApiObject => services.Manager.Cache<T>().Find(new NamespacedName(ns, name));
}
