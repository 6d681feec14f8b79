namespace Cairn.Kubernetes.Clients;

/// <summary>What a watch tells.</summary>
public enum WatchEventKind
{
    /// <summary>The object is there, and was not before.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone; the event has its last state.</summary>
    Deleted,

    /// <summary>Nothing happened up to a version.</summary>
    Bookmark,
}
