using System.Text.Json.Nodes;
using Cairn.Api.Schema;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>A task of an addon, and what it is given.</summary>
public sealed record TaskReference
{
    /// <summary>Name of the task, such as logical-backup.</summary>
    public string? Name { get; init; }

    /// <summary>Values for the placeholders of the task, from text, ConfigMaps or Secrets.</summary>
    public IReadOnlyList<V1EnvVar>? Variables { get; init; }

    /// <summary>Values for the parameters of the task, by name. What is not given has the addon's default.</summary>
    [FreeForm]
    public JsonObject? Params { get; init; }

    /// <summary>Volumes of the application that the task works on.</summary>
    public TargetVolumes? TargetVolumes { get; init; }

    /// <summary>Volumes that replace those of the addon with the same names.</summary>
    public IReadOnlyList<AddonVolume>? AddonVolumes { get; init; }
}
