using System.Text.Json.Nodes;
using Cairn.Api.Manifests;
using Cairn.Api.Serialization;
using Cairn.Api.Tests.Support;
using Cairn.Api.Validation.Files;

namespace Cairn.Api.Tests.Manifests;

public sealed class ReferenceExamplesTests
{
    /// <summary>Examples that are wrong themselves: the end of the path, and the start of what is found in each.</summary>
    private static readonly (string File, string Finding)[] Wrong = [];

    [Fact]
    public void Every_example_is_valid_or_wrong_for_the_known_reason()
    {
        int objects = 0;
        foreach (string file in Files())
        {
            FileReport report = Validate.Check(File.ReadAllBytes(file));
            objects += report.Checked;
            Assert.Equal(
                Wrong.Where(item => file.EndsWith(item.File, StringComparison.Ordinal)).Select(item => item.Finding),
                report.Lines());
        }

        Assert.InRange(objects, 35, int.MaxValue);
    }

    [Fact]
    public void Every_example_reads_and_writes_without_loss()
    {
        foreach (string file in Files())
        {
            foreach (ManifestDocument document in ManifestReader.Read(file, File.ReadAllBytes(file), ManifestLimits.Default))
            {
                JsonNode source = JsonNode.Parse(document.Root!.ToJson().Span)!;
                if (KindCatalog.Find(((string)source["apiVersion"]!).Split('/')[0], (string)source["kind"]!) is { } kind)
                {
                    JsonObject written = ApiJson.Write(ApiJson.Read(kind, document.Root.ToJson().Span));
                    Assert.True(JsonNode.DeepEquals(source, written), $"{file}: {source.ToJsonString()} became {written.ToJsonString()}");
                }
            }
        }
    }

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(ReferenceData.Folder("examples"), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
