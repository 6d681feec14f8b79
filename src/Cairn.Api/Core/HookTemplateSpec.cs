using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>What is done, by whom, and who may ask for it.</summary>
public sealed record HookTemplateSpec
{
    /// <summary>Which namespaces may refer to it. Unset: its own namespace alone.</summary>
    public UsagePolicy? UsagePolicy { get; init; }

    /// <summary>The parameters that a call can give.</summary>
    public IReadOnlyList<ParameterDefinition>? Params { get; init; }

    /// <summary>What is done. Needed for the executors Pod and Operator.</summary>
    public HookAction? Action { get; init; }

    /// <summary>Who does it. Needed.</summary>
    public HookExecutor? Executor { get; init; }
}
