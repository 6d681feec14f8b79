using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>Who does what a hook says.</summary>
public sealed record HookExecutor
{
    /// <summary>Which of them.</summary>
    [OneOf(typeof(HookExecutorTypes))]
    public string? Type { get; init; }

    /// <summary>The Function. Needed for Function.</summary>
    public FunctionExecutor? Function { get; init; }

    /// <summary>The pods. Needed for Pod.</summary>
    public PodExecutor? Pod { get; init; }
}
