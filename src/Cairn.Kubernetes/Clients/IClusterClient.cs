using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Cairn.Kubernetes.Clients;

/// <summary>
/// Objects of an API server: Cairn's own kinds and Kubernetes'. It does not retry; whoever reconciles is called again. All methods throw
/// <see cref="ClusterException"/>, whose kind says whether the object is missing, was changed meanwhile, or the server is not reachable.
/// </summary>
public interface IClusterClient
{
    /// <summary>Reads an object; null when there is none.</summary>
    Task<T?> FindAsync<T>(NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Reads all objects of a kind, page by page.</summary>
    Task<ObjectList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Creates an object, and gives it back as the server stored it. The status is not taken by kinds that write it apart.</summary>
    Task<T> CreateAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces an object, except for a status that is written apart. With a resource version it must still be in that state.</summary>
    Task<T> UpdateAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces the status of an object, and nothing else. With a resource version it must still be in that state.</summary>
    Task<T> UpdateStatusAsync<T>(T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Changes the named fields of an object by a JSON merge patch (null removes; lists are replaced whole).</summary>
    Task<T> PatchAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Changes the named fields of the status by a JSON merge patch of the whole object.</summary>
    Task<T> PatchStatusAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Deletes an object. False: there was none. With finalizers it is only marked.</summary>
    Task<bool> DeleteAsync<T>(NamespacedName name, DeleteRequest request, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>
    /// Follows the changes of a kind after a version. It ends without an error when the server ends it, as servers do after some minutes.
    /// </summary>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ListOptions options, string resourceVersion, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>;
}
