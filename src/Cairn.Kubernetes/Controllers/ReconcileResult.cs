namespace Cairn.Kubernetes.Controllers;

/// <summary>When a name is to be looked at again, unless a change brings it earlier.</summary>
public readonly record struct ReconcileResult
{
    private ReconcileResult(TimeSpan? requeueAfter) => RequeueAfter = requeueAfter;

    /// <summary>Not before something changes.</summary>
    public static ReconcileResult Done => default;

    /// <summary>How long to wait. Unset: until something changes.</summary>
    public TimeSpan? RequeueAfter { get; }

    /// <summary>After a time at the latest.</summary>
    public static ReconcileResult After(TimeSpan delay) => new(delay < TimeSpan.Zero ? TimeSpan.Zero : delay);

    /// <summary>The earlier of two.</summary>
    public ReconcileResult Or(ReconcileResult other) =>
        RequeueAfter is null || other.RequeueAfter < RequeueAfter ? other.RequeueAfter is null ? this : other : this;
}
