using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Storage;

/// <summary>
/// Where the snapshots of one application are kept: a directory in a storage. Made from a BackupConfiguration, or found again in a bucket.
/// </summary>
[KubernetesEntity(Group = ApiGroups.Storage, ApiVersion = ApiGroups.Version, Kind = nameof(Repository), PluralName = "repositories")]
public sealed record Repository : ApiObject
{
    /// <summary>An object without a name.</summary>
    public Repository()
        : base(ApiGroups.Storage, nameof(Repository))
    {
    }

    /// <summary>What is wanted.</summary>
    public RepositorySpec? Spec { get; init; }

    /// <summary>What was found. Written by Cairn.</summary>
    public RepositoryStatus? Status { get; init; }
}
