using k8s;
using k8s.Models;

namespace Cairn.Kubernetes.Controllers;

/// <summary>Says which changes bring which names to a reconciler. Made by <see cref="ControllerManager.For"/>; ends with <see cref="Run"/>.</summary>
/// <typeparam name="T">The kind whose names they are.</typeparam>
public sealed class ControllerBuilder<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ControllerManager _manager;
    private readonly Controller _controller;

    internal ControllerBuilder(ControllerManager manager, Controller controller)
    {
        _manager = manager;
        _controller = controller;
        manager.CacheOf<T>().Observe((before, after) => controller.Queue.Add(NamespacedName.Of(after ?? before!)));
    }

    /// <summary>A change of an object brings those of its owners that are of this kind.</summary>
    /// <typeparam name="TOwned">The kind of what is owned.</typeparam>
    public ControllerBuilder<T> Owns<TOwned>()
        where TOwned : class, IKubernetesObject<V1ObjectMeta> =>
        Watches<TOwned>(OwnersOf);

    /// <summary>A change of an object brings the names that it maps to, in its state before and after.</summary>
    /// <typeparam name="TOther">The kind of the object.</typeparam>
    /// <param name="names">The names; called from within the cache, so it must be quick.</param>
    public ControllerBuilder<T> Watches<TOther>(Func<TOther, IEnumerable<NamespacedName>> names)
        where TOther : class, IKubernetesObject<V1ObjectMeta>
    {
        _manager.CacheOf<TOther>().Observe((before, after) =>
        {
            foreach (NamespacedName name in (before is null ? [] : names(before)).Concat(after is null ? [] : names(after)).Distinct())
            {
                _controller.Queue.Add(name);
            }
        });
        return this;
    }

    /// <summary>Ends the description.</summary>
    /// <param name="reconciler">What is called.</param>
    /// <param name="workers">How many names at the same time.</param>
    public void Run(IReconciler reconciler, int workers)
    {
        ArgumentNullException.ThrowIfNull(reconciler);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _controller.Reconciler = reconciler;
        _controller.Workers = workers;
    }

    private static IEnumerable<NamespacedName> OwnersOf(IKubernetesObject<V1ObjectMeta> owned)
    {
        string kind = Clients.ObjectKind<T>.Instance.Kind;
        string group = Clients.ObjectKind<T>.Instance.Group;
        string @namespace = Clients.ObjectKind<T>.Instance.IsNamespaced ? owned.Metadata.NamespaceProperty ?? "" : "";
        return owned.Metadata.OwnerReferences?
            .Where(owner => owner.Kind == kind && GroupOf(owner.ApiVersion) == group)
            .Select(owner => new NamespacedName(@namespace, owner.Name)) ?? [];
    }

    private static string GroupOf(string? apiVersion) => apiVersion?.Split('/') is [var group, _] ? group : "";
}
