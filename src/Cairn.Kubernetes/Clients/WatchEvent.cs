namespace Cairn.Kubernetes.Clients;

/// <summary>One message of a watch.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Kind">What happened.</param>
/// <param name="Value">The object; null for a bookmark.</param>
/// <param name="ResourceVersion">The version up to which the watcher now knows everything.</param>
public sealed record WatchEvent<T>(WatchEventKind Kind, T? Value, string ResourceVersion);
