using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Layout;

namespace Cairn.Operator.Controllers;

/// <summary>Who belongs to whom: Repositories to storages, Snapshots to Repositories.</summary>
internal static class StorageReferences
{
    /// <summary>Index of Repositories by their storage.</summary>
    public const string ByStorage = "storage";

    /// <summary>Index of Snapshots by their Repository.</summary>
    public const string ByRepository = "repository";

    /// <summary>The storage of a Repository; a reference without a namespace means the Repository's own.</summary>
    public static NamespacedName StorageOf(Repository repository)
    {
        ObjectReference? reference = repository.Spec?.StorageRef;
        string? ns = reference?.Namespace;
        return new NamespacedName(string.IsNullOrEmpty(ns) ? repository.Metadata.NamespaceProperty : ns, reference?.Name ?? "");
    }

    /// <summary>The Repository of a Snapshot.</summary>
    public static NamespacedName RepositoryOf(Snapshot snapshot) => new(snapshot.Metadata.NamespaceProperty, snapshot.Spec?.Repository ?? "");

    /// <summary>Whether two directories of one storage have a place in common: they are the same, or one lies in the other.</summary>
    public static bool Overlap(string? one, string? other)
    {
        string a = StoragePaths.Join(one ?? "");
        string b = StoragePaths.Join(other ?? "");
        return a.Length == 0 || b.Length == 0 || a == b
            || a.StartsWith(b + "/", StringComparison.Ordinal) || b.StartsWith(a + "/", StringComparison.Ordinal);
    }
}
