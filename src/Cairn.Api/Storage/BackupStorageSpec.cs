using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Storage;

/// <summary>Where backups are stored, and who may use the place.</summary>
public sealed record BackupStorageSpec
{
    /// <summary>The place itself. It cannot change while Repositories are stored in it.</summary>
    public StorageLocation? Storage { get; init; }

    /// <summary>Which namespaces may refer to this storage. Unset: its own namespace alone.</summary>
    public UsagePolicy? UsagePolicy { get; init; }

    /// <summary>Whether backups that name no storage use this one. At most one of a namespace may say so. Unset: no.</summary>
    public bool? Default { get; init; }

    /// <summary>What deleting this object does to the data: Delete keeps it, WipeOut erases everything below the prefix. Default: Delete.</summary>
    [OneOf(typeof(DeletionPolicies))]
    [Default(DeletionPolicies.Delete)]
    public string? DeletionPolicy { get; init; }

    /// <summary>Settings of the Jobs that read and write the storage itself, such as user, ServiceAccount and resources.</summary>
    public RuntimeSettings? RuntimeSettings { get; init; }
}
