namespace Cairn.Api.Meta;

/// <summary>How namespaces are chosen that may refer to an object.</summary>
public static class NamespaceScopes
{
    /// <summary>Every namespace.</summary>
    public const string All = "All";

    /// <summary>Namespaces whose labels match a selector.</summary>
    public const string Selector = "Selector";

    /// <summary>Only the namespace of the object.</summary>
    public const string Same = "Same";
}
