using Cairn.Api.Meta;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>A pattern from which plans are made for applications that ask for it by annotation.</summary>
[KubernetesEntity(Group = ApiGroups.Core, ApiVersion = ApiGroups.Version, Kind = nameof(BackupBlueprint), PluralName = "backupblueprints")]
public sealed record BackupBlueprint : ApiObject
{
    /// <summary>An object without a name.</summary>
    public BackupBlueprint()
        : base(ApiGroups.Core, nameof(BackupBlueprint))
    {
    }

    /// <summary>What is wanted.</summary>
    public BackupBlueprintSpec? Spec { get; init; }
}
