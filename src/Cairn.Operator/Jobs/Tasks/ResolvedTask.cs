using Cairn.Api.Addons;
using Cairn.Api.Core;
using k8s.Models;

namespace Cairn.Operator.Jobs.Tasks;

/// <summary>A task of a session with the Function that does it: nothing is left to be filled in.</summary>
internal sealed record ResolvedTask
{
    /// <summary>Name of its container: the task's name and its place in the session.</summary>
    public required string Container { get; init; }

    /// <summary>The addon's entry.</summary>
    public required TaskDefinition Definition { get; init; }

    /// <summary>The container's image, command and arguments.</summary>
    public required FunctionSpec Function { get; init; }

    /// <summary>Volumes that the user gives in the place of the addon's, or beside them.</summary>
    public IReadOnlyList<AddonVolume> Volumes { get; init; } = [];

    /// <summary>Volumes of the target, and where they are mounted.</summary>
    public TargetVolumes? TargetVolumes { get; init; }

    /// <summary>Environment variables that the user gives with the task.</summary>
    public IReadOnlyList<V1EnvVar> Variables { get; init; } = [];
}
