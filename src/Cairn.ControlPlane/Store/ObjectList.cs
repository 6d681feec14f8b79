namespace Cairn.ControlPlane.Store;

/// <summary>The objects of a resource in one state of the store.</summary>
/// <param name="Objects">In the order of their namespaces and names.</param>
/// <param name="Version">The store's version.</param>
internal sealed record ObjectList(IReadOnlyList<StoredObject> Objects, long Version);
