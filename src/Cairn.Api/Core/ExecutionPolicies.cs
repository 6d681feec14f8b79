namespace Cairn.Api.Core;

/// <summary>After which outcomes a hook runs.</summary>
public static class ExecutionPolicies
{
    /// <summary>After every one.</summary>
    public const string Always = "Always";

    /// <summary>Only when the backup or restore succeeded.</summary>
    public const string OnSuccess = "OnSuccess";

    /// <summary>Only when it failed.</summary>
    public const string OnFailure = "OnFailure";
}
