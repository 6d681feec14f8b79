using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>A storage and the policy by which Snapshots in it are kept.</summary>
public sealed record BackendSpec
{
    /// <summary>Name by which sessions refer to it. Unique in the plan. Only the default one may be empty.</summary>
    public string? Name { get; init; }

    /// <summary>The BackupStorage. Unset: the default one of the namespace.</summary>
    public ObjectReference? StorageRef { get; init; }

    /// <summary>The RetentionPolicy. Unset: the default one of the namespace.</summary>
    public ObjectReference? RetentionPolicy { get; init; }
}
