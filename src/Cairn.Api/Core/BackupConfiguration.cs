using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>The plan by which an application is backed up: what, where to, when and how.</summary>
[KubernetesEntity(Group = ApiGroups.Core, ApiVersion = ApiGroups.Version, Kind = nameof(BackupConfiguration), PluralName = "backupconfigurations")]
public sealed record BackupConfiguration : ApiObject
{
    /// <summary>An object without a name.</summary>
    public BackupConfiguration()
        : base(ApiGroups.Core, nameof(BackupConfiguration))
    {
    }

    /// <summary>What is wanted.</summary>
    public BackupConfigurationSpec? Spec { get; init; }

    /// <summary>What was found. Written by Cairn.</summary>
    public BackupConfigurationStatus? Status { get; init; }
}
