using Cairn.Api.Schema;

namespace Cairn.Api.Tests.Schema;

/// <summary>
/// What an API server demands of a CRD before it takes it: the rules of structural schemas. None can be asked here, so the rules are
/// written down as far as our schemas could break them.
/// </summary>
public sealed class CrdStructureTests
{
    [Fact]
    public void Every_schema_is_structural()
    {
        List<string> problems = [];
        foreach (KindInfo kind in KindCatalog.All)
        {
            Check(Schemas.Of(kind), kind.Kind, problems);
        }

        Assert.Empty(problems);
    }

    [Fact]
    public void Every_rule_stands_at_a_node_that_exists() =>
        Assert.All(KindCatalog.All, kind => Assert.All(
            kind.Rules.Keys,
            path => Assert.True(path.Length == 0 || Schemas.Of(kind).Properties.ContainsKey(path), $"{kind.Kind} has no {path}")));

    private static void Check(SchemaNode node, string path, List<string> problems)
    {
        Expect(node.IntOrString == (node.Type is null), "has a type, unless it is an integer or a text");
        Expect(node.Properties.Count == 0 || node.AdditionalProperties is null, "has named fields or is a map, not both");
        Expect((node.Type == "array") == (node.Items is not null), "has entries if it is an array");
        bool hasFields = node.Type == "object" && (node.PreserveUnknownFields || node.Properties.Count > 0);
        Expect(!node.EmbeddedResource || hasFields, "has fields if it is an embedded resource");
        Expect(node.Required.All(node.Properties.ContainsKey), "requires fields that exist");
        Expect(node.MapType is null || node.Type == "object", "has a map type if it is an object");
        Expect(node.ListType is null || node.Type == "array", "has a list type if it is an array");
        Expect(
            node.ListType != "map" || node.ListMapKeys.All(key => node.Items!.Properties.TryGetValue(key, out SchemaNode? field)
                && (node.Items.Required.Contains(key) || field.Default is not null)),
            "tells entries apart by fields that are required or have a default");
        Expect(node.Default is null || node.Type is "string" or "boolean" or "integer", "has a default of a plain type");

        foreach ((string name, SchemaNode field) in node.Properties)
        {
            Check(field, $"{path}.{name}", problems);
        }

        SchemaNode?[] inners = [node.Items, node.AdditionalProperties];
        foreach (SchemaNode inner in inners.OfType<SchemaNode>())
        {
            Check(inner, path + "[]", problems);
        }

        void Expect(bool isSo, string rule)
        {
            if (!isSo)
            {
                problems.Add($"{path}: a node {rule}");
            }
        }
    }
}
