using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Storage;

/// <summary>Which backup a Snapshot is the result of.</summary>
public sealed record SnapshotSpec
{
    /// <summary>A ULID: 26 characters whose first ten are the time of creation.</summary>
    public string? SnapshotID { get; init; }

    /// <summary>FullBackup or IncrementalBackup.</summary>
    public string? Type { get; init; }

    /// <summary>Name of the Repository, in the same namespace.</summary>
    public string? Repository { get; init; }

    /// <summary>Name of the session.</summary>
    public string? Session { get; init; }

    /// <summary>Name of the BackupSession.</summary>
    public string? BackupSession { get; init; }

    /// <summary>Version of the layout in the bucket: v1.</summary>
    public string? Version { get; init; }

    /// <summary>The application that was backed up.</summary>
    public TypedObjectReference? AppRef { get; init; }

    /// <summary>What deleting this object does to the data: Delete keeps it, WipeOut erases it. Default: Delete.</summary>
    [OneOf(typeof(DeletionPolicies))]
    [Default(DeletionPolicies.Delete)]
    public string? DeletionPolicy { get; init; }

    /// <summary>Whether changes of this object are left alone. Unset: they are acted on.</summary>
    public bool? Paused { get; init; }
}
