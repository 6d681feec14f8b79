using Cairn.Api.Schema;
using Cairn.Api.Tests.Support;
using Cairn.Api.Validation.Files;
using Cairn.Testing;

namespace Cairn.Api.Tests.Schema;

public sealed class ApiReferenceTests
{
    private static readonly string Folder = Path.Combine(TestTools.Checkout()!, "docs", "reference", "api");

    [Fact]
    public void Pages_in_the_repository_are_what_the_types_say()
    {
        SchemaBuilder builder = new(Documentation.Load());
        Assert.Equal(ApiReference.Index(Documentation.Load()), File.ReadAllText(Path.Combine(Folder, "README.md")));
        Assert.All(KindCatalog.All, kind => Assert.True(
            File.ReadAllText(Path.Combine(Folder, ApiReference.FileName(kind))) == ApiReference.Page(kind, builder.Build(kind), Example(kind)),
            $"The page of {kind.Kind} is stale: run 'cairn docs-api --output docs/reference/api'."));
    }

    [Fact]
    public void Every_example_is_of_its_kind_and_without_a_problem()
    {
        Assert.All(KindCatalog.All, kind =>
        {
            FileReport report = Validate.Check(Example(kind));
            Assert.Empty(report.Lines());
            Assert.Equal(1, report.Checked);
            Assert.Contains($"kind: {kind.Kind}\n", Example(kind), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Examples_fit_together()
    {
        string all = string.Join("---\n", KindCatalog.All.Select(Example));
        Assert.Empty(Validate.Check(all).Lines());
    }

    private static string Example(KindInfo kind) => File.ReadAllText(Path.Combine(Folder, ApiReference.ExampleName(kind)));
}
