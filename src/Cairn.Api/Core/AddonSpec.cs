using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>An addon, the tasks of it that run, and how.</summary>
public sealed record AddonSpec
{
    /// <summary>Name of the Addon, such as postgres-addon.</summary>
    public string? Name { get; init; }

    /// <summary>The tasks that run. At least one is needed.</summary>
    public IReadOnlyList<TaskReference>? Tasks { get; init; }

    /// <summary>Settings of the containers of the tasks.</summary>
    public ContainerRuntimeSettings? ContainerRuntimeSettings { get; init; }

    /// <summary>Frame of the Job that runs the tasks.</summary>
    public PodTemplate? JobTemplate { get; init; }
}
