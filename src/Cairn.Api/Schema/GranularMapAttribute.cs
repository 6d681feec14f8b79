namespace Cairn.Api.Schema;

/// <summary>Every entry of the map may have a writer of its own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class GranularMapAttribute : Attribute
{
}
