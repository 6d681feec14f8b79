using Cairn.Api.Meta;

namespace Cairn.Api.Addons;

/// <summary>A volume that a task needs.</summary>
public sealed record VolumeTemplate
{
    /// <summary>Its name. Placeholders are replaced.</summary>
    public string? Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Usage { get; init; }

    /// <summary>Where it comes from, unless a plan replaces it.</summary>
    public AddonVolumeSource? Source { get; init; }
}
