namespace Cairn.Api.Schema;

/// <summary>The least value of a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MinimumAttribute(long value) : Attribute
{
    /// <summary>The least value that is allowed.</summary>
    public long Value { get; } = value;
}
