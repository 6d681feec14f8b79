using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Storage;

/// <summary>A directory in a storage and the application whose snapshots it holds.</summary>
public sealed record RepositorySpec
{
    /// <summary>The application.</summary>
    public TypedObjectReference? AppRef { get; init; }

    /// <summary>The BackupStorage.</summary>
    public ObjectReference? StorageRef { get; init; }

    /// <summary>Directory below the storage's prefix. It cannot be changed.</summary>
    public string? Path { get; init; }

    /// <summary>What deleting this object does to the data: Delete keeps it, WipeOut erases it. Default: Delete.</summary>
    [OneOf(typeof(DeletionPolicies))]
    [Default(DeletionPolicies.Delete)]
    public string? DeletionPolicy { get; init; }

    /// <summary>Secret with the key RESTIC_PASSWORD, by which the data is encrypted.</summary>
    public ObjectReference? EncryptionSecret { get; init; }

    /// <summary>Whether changes of this object are left alone. Unset: they are acted on.</summary>
    public bool? Paused { get; init; }
}
