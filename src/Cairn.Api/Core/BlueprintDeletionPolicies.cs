namespace Cairn.Api.Core;

/// <summary>What becomes of plans when the blueprint they were made from is deleted.</summary>
public static class BlueprintDeletionPolicies
{
    /// <summary>They are deleted as well.</summary>
    public const string OnDelete = "OnDelete";
}
