using Cairn.Api.Manifests;
using Cairn.Api.Meta;

namespace Cairn.Api.Validation.Files;

/// <summary>An object of the API that could be read from a file.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Node">The object as it stands there.</param>
/// <param name="Value">The object with its defaults.</param>
internal sealed record FileObject(string File, ManifestNode Node, ApiObject Value)
{
    /// <summary>Kind, namespace and name.</summary>
    public string Subject { get; } =
        $"{Value.Kind} {(KindCatalog.Of(Value.GetType()).IsNamespaced ? RuleContext.NamespaceOf(Value) + "/" : "")}{Value.Metadata.Name}";
}
