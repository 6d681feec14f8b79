namespace Cairn.Api.Schema;

/// <summary>The field is a whole object, with apiVersion, kind and metadata.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmbeddedResourceAttribute : Attribute
{
}
