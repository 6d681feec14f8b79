namespace Cairn.Api.Core;

/// <summary>Phases of a BackupConfiguration and of a BackupBatch.</summary>
public static class PlanPhases
{
    /// <summary>Something is missing; the conditions say what.</summary>
    public const string NotReady = "NotReady";

    /// <summary>Its sessions run.</summary>
    public const string Ready = "Ready";

    /// <summary>It contradicts the rules; the condition ValidationPassed says which.</summary>
    public const string Invalid = "Invalid";
}
