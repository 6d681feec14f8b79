namespace Cairn.Api.Schema;

/// <summary>The value that the field gets when it is not given.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultAttribute(object value) : Attribute
{
    /// <summary>The value: a string, a number or a boolean.</summary>
    public object Value { get; } = value;
}
