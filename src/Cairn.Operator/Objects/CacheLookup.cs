using Cairn.Api;
using Cairn.Api.Addons;
using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Api.Validation;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Controllers;
using k8s.Models;

namespace Cairn.Operator.Objects;

/// <summary>The objects of the caches, as rules ask for them.</summary>
internal sealed class CacheLookup : IObjectLookup
{
    private readonly ControllerManager _manager;

    /// <summary>Asks for the caches of all kinds; it is made before the manager runs.</summary>
    /// <param name="manager">Has the caches.</param>
    /// <param name="isComplete">See <see cref="IsComplete"/>.</param>
    public CacheLookup(ControllerManager manager, bool isComplete)
    {
        _manager = manager;
        IsComplete = isComplete;
        manager.Cache<V1Namespace>();
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

    /// <inheritdoc/>
    public bool IsComplete { get; }

    /// <inheritdoc/>
    public T? Find<T>(string ns, string name)
        where T : ApiObject =>
        _manager.Cache<T>().Find(new NamespacedName(KindCatalog.Of(typeof(T)).IsNamespaced ? ns : "", name));

    /// <inheritdoc/>
    public IEnumerable<T> All<T>()
        where T : ApiObject => _manager.Cache<T>().List();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? LabelsOfNamespace(string ns) =>
        _manager.Cache<V1Namespace>().Find(new NamespacedName("", ns)) is { } value
            ? value.Metadata.Labels?.AsReadOnly() ?? (IReadOnlyDictionary<string, string>)new Dictionary<string, string>() : null;
}
