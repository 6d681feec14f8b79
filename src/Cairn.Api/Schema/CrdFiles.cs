using Cairn.Api.Manifests;

namespace Cairn.Api.Schema;

/// <summary>The CRDs as files, as they lie in deploy/crds.</summary>
public static class CrdFiles
{
    /// <summary>First line of each file.</summary>
    private const string Head = "# Generated from the types of Cairn.Api by `cairn crd --output deploy/crds`; do not edit.\n";

    /// <summary>Name and content of every file.</summary>
    /// <param name="comments">The doc comments, which become the descriptions.</param>
    public static IEnumerable<(string Name, string Content)> All(DocComments comments)
    {
        SchemaBuilder builder = new(comments);
        foreach (KindInfo kind in KindCatalog.All)
        {
            yield return ($"{kind.Group}_{kind.Plural}.yaml", Head + YamlWriter.Write(CrdWriter.Write(kind, builder.Build(kind))));
        }
    }
}
