namespace Cairn.Kubernetes.Clients;

/// <summary>How an object is deleted.</summary>
public sealed record DeleteRequest
{
    /// <summary>Only this very object: one that was made again under its name stays. Unset: whichever has the name.</summary>
    public string? Uid { get; init; }

    /// <summary>Only in this state. Unset: in any.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Background, Foreground or Orphan: what becomes of what it owns. Default: Background.</summary>
    public string PropagationPolicy { get; init; } = "Background";

    /// <summary>How long a pod may take to end, in seconds. Unset: the server's default.</summary>
    public int? GracePeriodSeconds { get; init; }
}
