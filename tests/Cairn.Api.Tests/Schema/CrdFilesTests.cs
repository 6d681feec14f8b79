using Cairn.Api.Schema;
using Cairn.Api.Tests.Support;
using Cairn.Testing;

namespace Cairn.Api.Tests.Schema;

public sealed class CrdFilesTests
{
    [Fact]
    public void Files_in_the_repository_are_what_the_types_say()
    {
        string folder = Path.Combine(TestTools.Checkout()!, "deploy", "crds");
        List<(string Name, string Content)> generated = [.. CrdFiles.All(Documentation.Load())];
        Assert.Equal(
            generated.Select(file => file.Name).Order(StringComparer.Ordinal),
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(generated, file => Assert.True(
            File.ReadAllText(Path.Combine(folder, file.Name)) == file.Content,
            $"deploy/crds/{file.Name} is stale: run 'cairn crd --output deploy/crds'."));
    }

    [Fact]
    public void Every_field_of_our_own_types_is_described()
    {
        SchemaBuilder builder = new(Documentation.Load());
        List<string> silent = [];
        foreach (KindInfo kind in KindCatalog.All)
        {
            FindSilent(builder.Build(kind), kind.Kind, silent);
        }

        Assert.Empty(silent);
    }

    private static void FindSilent(SchemaNode node, string path, List<string> silent)
    {
        if (node.ClrType?.Assembly == typeof(SchemaNode).Assembly)
        {
            silent.AddRange(node.Properties
                .Where(item => item.Value.Description is null && item.Key != "metadata")
                .Select(item => $"{path}.{item.Key}"));
        }

        foreach ((string name, SchemaNode property) in node.Properties)
        {
            FindSilent(property, $"{path}.{name}", silent);
        }

        if (node.Items is not null)
        {
            FindSilent(node.Items, path + "[]", silent);
        }

        if (node.AdditionalProperties is not null)
        {
            FindSilent(node.AdditionalProperties, path + "{}", silent);
        }
    }
}
