using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>A volume of a task.</summary>
public sealed record AddonVolume
{
    /// <summary>Name of the volume. Placeholders are replaced.</summary>
    public string? Name { get; init; }

    /// <summary>Where it comes from.</summary>
    public AddonVolumeSource? Source { get; init; }
}
