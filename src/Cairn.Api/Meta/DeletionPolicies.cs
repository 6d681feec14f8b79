namespace Cairn.Api.Meta;

/// <summary>What happens to backed up data when the object that stands for it is deleted.</summary>
public static class DeletionPolicies
{
    /// <summary>The objects go, the data stays where it is stored.</summary>
    public const string Delete = "Delete";

    /// <summary>The data is erased as well.</summary>
    public const string WipeOut = "WipeOut";
}
