using Cairn.Api.Schema;

namespace Cairn.Api.Storage;

/// <summary>A Snapshot in few words.</summary>
public sealed record RecentSnapshot
{
    /// <summary>Name of the Snapshot.</summary>
    public string? Name { get; init; }

    /// <summary>Its phase.</summary>
    [OneOf(typeof(SnapshotPhases))]
    public string? Phase { get; init; }

    /// <summary>The session that made it.</summary>
    public string? Session { get; init; }

    /// <summary>Its size, such as 781 B.</summary>
    public string? Size { get; init; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset? SnapshotTime { get; init; }
}
