namespace Cairn.Api.Core;

/// <summary>A time up to which is restored.</summary>
public sealed record PointInTime
{
    /// <summary>The time. Needed.</summary>
    public DateTimeOffset? TargetTime { get; init; }

    /// <summary>Whether a Snapshot of exactly that time is left out. Unset: it is taken.</summary>
    public bool? Exclusive { get; init; }
}
