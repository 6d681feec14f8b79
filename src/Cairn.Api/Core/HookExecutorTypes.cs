namespace Cairn.Api.Core;

/// <summary>Who does what a hook says.</summary>
public static class HookExecutorTypes
{
    /// <summary>A Job of a Function.</summary>
    public const string Function = "Function";

    /// <summary>Pods of the application.</summary>
    public const string Pod = "Pod";

    /// <summary>The operator itself.</summary>
    public const string Operator = "Operator";
}
