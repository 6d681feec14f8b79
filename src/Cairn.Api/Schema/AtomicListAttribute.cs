namespace Cairn.Api.Schema;

/// <summary>The list is replaced as a whole when several writers own parts of the object.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AtomicListAttribute : Attribute
{
}
