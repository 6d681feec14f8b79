using Cairn.Api.Addons;
using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Controllers.BackupSessions;
using Cairn.Operator.Targets;
using k8s;
using k8s.Models;

namespace Cairn.Operator.Controllers.BackupConfigurations;

/// <summary>
/// Which plans a change concerns. A storage that a thousand plans use changes with every backup, and concerns them only when it becomes ready or ceases to
/// be: so only those plans are named whose status says otherwise.
/// </summary>
internal sealed class PlanIndexes(ControllerManager manager)
{
    private const string ByStorage = "storage";
    private const string ByPolicy = "policy";
    private const string ByRepository = "repository";
    private const string ByTarget = "target";

    /// <summary>The key of plans that leave a reference to the defaults.</summary>
    private const string Default = "";

    /// <summary>Declares the indexes; before the manager runs.</summary>
    public static void AddTo(ControllerManager manager)
    {
        manager.AddIndex<BackupConfiguration>(ByStorage, plan => KeysOf(plan, backend => backend.StorageRef));
        manager.AddIndex<BackupConfiguration>(ByPolicy, plan => KeysOf(plan, backend => backend.RetentionPolicy));
        manager.AddIndex<BackupConfiguration>(
            ByRepository, plan => PlanRepositories.OfPlan(plan).Select(item => $"{plan.Metadata.NamespaceProperty}/{item.Name}"));
        manager.AddIndex<BackupConfiguration>(
            ByTarget, plan => TargetFinder.NameOf(plan.Spec?.Target, plan.Metadata.NamespaceProperty) is { } name ? [name.ToString()] : []);
    }

    public IEnumerable<NamespacedName> OfStorage(BackupStorage storage)
    {
        bool isReady = storage.Status?.Phase == StoragePhases.Ready && storage.Metadata.DeletionTimestamp is null;
        return NamesOf(ByStorage, storage, plan => StorageOf(plan, storage)?.Ready != isReady);
    }

    public IEnumerable<NamespacedName> OfPolicy(RetentionPolicy policy) => NamesOf(ByPolicy, policy, _ => true);

    public IEnumerable<NamespacedName> OfRepository(Repository repository) =>
        manager.Cache<BackupConfiguration>().ByIndex(ByRepository, NamespacedName.Of(repository).ToString())
            .Where(plan => plan.Status?.Repositories?.FirstOrDefault(item => item.Name == repository.Metadata.Name)?.Phase != repository.Status?.Phase
                || repository.Metadata.DeletionTimestamp is not null)
            .Select(NamespacedName.Of);

    public IEnumerable<NamespacedName> OfTarget(AppBinding binding) =>
        manager.Cache<BackupConfiguration>().ByIndex(ByTarget, NamespacedName.Of(binding).ToString()).Select(NamespacedName.Of);

    public IEnumerable<NamespacedName> OfAddon(Addon addon) => manager.Cache<BackupConfiguration>().List()
        .Where(plan => plan.Spec?.Sessions?.Any(session => session.Addon?.Name == addon.Metadata.Name) == true).Select(NamespacedName.Of);

    /// <summary>The end of one first backup lets the next one begin; the end of a deleted plan waits for all.</summary>
    public IEnumerable<NamespacedName> OfSession(BackupSession session)
    {
        if (session.Spec?.Invoker is not { Kind: nameof(BackupConfiguration) } invoker)
        {
            return [];
        }

        NamespacedName name = new(session.Metadata.NamespaceProperty, invoker.Name);
        BackupConfiguration? plan = manager.Cache<BackupConfiguration>().Find(name);
        bool isAwaited = BackupSessionRun.IsOver(session) && plan?.Spec?.Sessions?.Any(item => !FirstBackups.IsTriggered(plan, item)) == true;
        return isAwaited || plan?.Metadata.DeletionTimestamp is not null ? [name] : [];
    }

    private IEnumerable<NamespacedName> NamesOf(string index, IKubernetesObject<V1ObjectMeta> value, Func<BackupConfiguration, bool> isConcerned) =>
        manager.Cache<BackupConfiguration>().ByIndex(index, NamespacedName.Of(value).ToString())
            .Concat(manager.Cache<BackupConfiguration>().ByIndex(index, Default)).Where(isConcerned).Select(NamespacedName.Of);

    private static BackendStatus? StorageOf(BackupConfiguration plan, BackupStorage storage) => plan.Status?.Backends?.FirstOrDefault(backend =>
        backend.Storage?.Ref?.Name == storage.Metadata.Name && backend.Storage.Ref.Namespace == storage.Metadata.NamespaceProperty);

    private static IEnumerable<string> KeysOf(BackupConfiguration plan, Func<BackendSpec, ObjectReference?> reference)
    {
        IEnumerable<string> keys = (plan.Spec?.Backends ?? []).Select(backend => reference(backend) is { } value
            ? $"{(value.Namespace is { Length: > 0 } given ? given : plan.Metadata.NamespaceProperty)}/{value.Name}" : Default);
        return plan.Spec?.Backends is { Count: > 0 } ? keys.Distinct() : [Default];
    }
}
