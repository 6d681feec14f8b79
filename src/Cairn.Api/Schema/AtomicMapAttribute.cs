namespace Cairn.Api.Schema;

/// <summary>The map is replaced as a whole when several writers own parts of the object.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AtomicMapAttribute : Attribute
{
}
