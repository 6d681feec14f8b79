namespace Cairn.Api.Schema;

/// <summary>The entries of the list are told apart by some of their fields, and each may have a writer of its own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapAttribute(params string[] keys) : Attribute
{
    /// <summary>The fields that tell the entries apart.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;
}
