namespace Cairn.Api.Core;

/// <summary>What becomes of a Repository when the plan that made it is deleted.</summary>
public static class RepositoryDeletionPolicies
{
    /// <summary>The Repository goes, the data stays where it is stored.</summary>
    public const string Delete = "Delete";

    /// <summary>The data is erased as well.</summary>
    public const string WipeOut = "WipeOut";

    /// <summary>The Repository stays.</summary>
    public const string Retain = "Retain";
}
