namespace Cairn.Api.Schema;

/// <summary>Objects of the type are replaced as a whole when several writers own parts of the object.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AtomicAttribute : Attribute
{
}
