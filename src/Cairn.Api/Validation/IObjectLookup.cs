using Cairn.Api.Meta;

namespace Cairn.Api.Validation;

/// <summary>
/// The other objects that rules look at: those of a cluster, or those of some files. It is asked from one thread at a time and
/// answers from memory. A stale answer may let a wrong object pass, which the reconciler then finds.
/// </summary>
public interface IObjectLookup
{
    /// <summary>
    /// Whether everything there is can be found. If not, an object that is not found may still exist, and is not complained about.
    /// </summary>
    bool IsComplete { get; }

    /// <summary>The object of a name, or null. The namespace is ignored for kinds without one.</summary>
    T? Find<T>(string ns, string name)
        where T : ApiObject;

    /// <summary>All objects of a kind, in all namespaces.</summary>
    IEnumerable<T> All<T>()
        where T : ApiObject;

    /// <summary>The labels of a namespace, or null when it is not known.</summary>
    IReadOnlyDictionary<string, string>? LabelsOfNamespace(string ns);
}
