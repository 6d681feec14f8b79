using Cairn.Api.Meta;

namespace Cairn.Api.Validation.Common;

/// <summary>An object has a name that Kubernetes takes.</summary>
internal sealed class NameRule : IRule<ApiObject>
{
    public void Check(ApiObject value, RuleContext context)
    {
        FieldPath metadata = FieldPath.Root.Field("metadata");
        string? name = value.Metadata.Name;
        if (string.IsNullOrEmpty(name))
        {
            if (string.IsNullOrEmpty(value.Metadata.GenerateName))
            {
                context.Error(metadata.Field("name"), "is missing: each object needs a name");
            }
        }
        else if (!TextShapes.IsObjectName(name))
        {
            context.Error(metadata.Field("name"), "cannot be the name of an object: use lower case letters, digits, - and ., at most 253");
        }

        if (value.Metadata.NamespaceProperty is { Length: > 0 } ns && !TextShapes.IsLabel(ns))
        {
            context.Error(metadata.Field("namespace"), "cannot be the name of a namespace: use lower case letters, digits and -, at most 63");
        }
    }
}
