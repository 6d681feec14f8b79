namespace Cairn.Api.Schema;

/// <summary>The field is an object of any form: fields that the schema does not name are kept.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FreeFormAttribute : Attribute
{
}
