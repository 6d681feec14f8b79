namespace Cairn.Kubernetes.Caching;

/// <summary>
/// The objects of one kind as an informer last saw them: complete, and a moment late. Never change what it gives out. A decision that must not be
/// made twice is guarded by the server (a computed name, a resource version), not by what the cache says.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
public interface IObjectCache<out T>
{
    /// <summary>Whether the first list has arrived. Controllers start only then.</summary>
    bool HasSynced { get; }

    /// <summary>The object of a name, or null.</summary>
    T? Find(NamespacedName name);

    /// <summary>All objects, or those of a namespace.</summary>
    IReadOnlyList<T> List(string? @namespace = null);

    /// <summary>The objects that name an owner of this UID.</summary>
    IReadOnlyList<T> OwnedBy(string uid);

    /// <summary>The objects that an index has under a key; see <see cref="Controllers.ControllerManager.AddIndex"/>.</summary>
    IReadOnlyList<T> ByIndex(string index, string key);
}
