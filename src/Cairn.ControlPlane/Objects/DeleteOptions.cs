namespace Cairn.ControlPlane.Objects;

/// <summary>How an object is to be deleted.</summary>
internal sealed record DeleteOptions
{
    /// <summary>Checked and answered, but not done.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Only the object of this uid; null for any.</summary>
    public string? Uid { get; init; }

    /// <summary>Only the object in this state; null for any.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>Foreground</c>, <c>Background</c>, <c>Orphan</c>, or null for the default (Background).</summary>
    public string? Propagation { get; init; }

    /// <summary>Seconds that a Pod gets to end; null for its own value.</summary>
    public long? GracePeriodSeconds { get; init; }
}
