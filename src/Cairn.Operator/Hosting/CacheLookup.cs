using Cairn.Api.Addons;
using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Api.Validation;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Caching;
using Cairn.Kubernetes.Controllers;
using k8s.Models;

namespace Cairn.Operator.Hosting;

/// <summary>The objects of the cluster as rules of validation ask for them, from the caches.</summary>
internal sealed class CacheLookup : IObjectLookup
{
    private readonly ControllerManager _manager;
    private readonly IObjectCache<V1Namespace> _namespaces;

    /// <summary>Makes the caches of all kinds that rules look at; only before the manager runs.</summary>
    public CacheLookup(ControllerManager manager)
    {
        _manager = manager;
        _namespaces = manager.Cache<V1Namespace>();
        manager.Cache<BackupStorage>();
        manager.Cache<Repository>();
        manager.Cache<Snapshot>();
        manager.Cache<RetentionPolicy>();
        manager.Cache<BackupConfiguration>();
        manager.Cache<BackupSession>();
        manager.Cache<RestoreSession>();
        manager.Cache<BackupBatch>();
        manager.Cache<BackupBlueprint>();
        manager.Cache<BackupVerifier>();
        manager.Cache<BackupVerificationSession>();
        manager.Cache<HookTemplate>();
        manager.Cache<Addon>();
        manager.Cache<Function>();
        manager.Cache<AppBinding>();
    }

    /// <summary>With a limited view of the cluster what is not found may still exist.</summary>
    public bool IsComplete => _manager.Options.Namespaces.Count == 0;

    public T? Find<T>(string ns, string name)
        where T : ApiObject =>
        Api.KindCatalog.Of(typeof(T)).IsNamespaced
            ? _manager.Cache<T>().Find(new NamespacedName(ns, name))
            : _manager.Cache<T>().Find(new NamespacedName("", name));

    public IEnumerable<T> All<T>()
        where T : ApiObject => _manager.Cache<T>().List();

    public IReadOnlyDictionary<string, string>? LabelsOfNamespace(string ns) =>
        _namespaces.Find(new NamespacedName("", ns)) is { } found
            ? found.Metadata.Labels?.AsReadOnly() ?? (IReadOnlyDictionary<string, string>)new Dictionary<string, string>()
            : null;
}
