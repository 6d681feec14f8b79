namespace Cairn.Api.Core;

/// <summary>What is looked at to prove a Snapshot.</summary>
public static class VerificationTypes
{
    /// <summary>That it can be restored.</summary>
    public const string RestoreOnly = "RestoreOnly";

    /// <summary>And that databases, schemas, tables and rows are there.</summary>
    public const string Query = "Query";

    /// <summary>And that a script of the user's is content.</summary>
    public const string Script = "Script";
}
