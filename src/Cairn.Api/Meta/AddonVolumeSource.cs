namespace Cairn.Api.Meta;

/// <summary>Where a volume of a task comes from: any source of a pod's volumes, or a claim that is made for it.</summary>
public sealed record AddonVolumeSource : VolumeSource
{
    /// <summary>A PersistentVolumeClaim that is made for the task's Job and deleted with it.</summary>
    public ClaimTemplate? VolumeClaimTemplate { get; init; }
}
