namespace Cairn.Kubernetes.Clients;

/// <summary>The objects of a kind at one moment.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Items">The objects.</param>
/// <param name="ResourceVersion">The moment; a watch from here on misses nothing.</param>
public sealed record ObjectList<T>(IReadOnlyList<T> Items, string ResourceVersion);
