using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Api.Manifests;
using Cairn.Api.Schema;
using Cairn.Api.Serialization;
using Cairn.Api.Tests.Support;
using Cairn.Api.Validation;
using CsCheck;

namespace Cairn.Api.Tests.Serialization;

public sealed class RoundTripTests
{
    public static TheoryData<string> Kinds => [.. KindCatalog.All.Select(kind => kind.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_object_read_from_json_and_written_is_the_same(string name)
    {
        KindInfo kind = KindCatalog.All.Single(item => item.Kind == name);
        Gen.Int.Sample(
            seed =>
            {
                JsonObject source = new ObjectGenerator(new Random(seed)).Next(kind);
                JsonObject written = ApiJson.Write(ApiJson.Read(kind, JsonSerializer.SerializeToUtf8Bytes(source)));
                Assert.True(JsonNode.DeepEquals(source, written), $"seed {seed}: {source.ToJsonString()} became {written.ToJsonString()}");
            },
            iter: 10_000);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_object_written_as_yaml_and_read_is_the_same(string name)
    {
        KindInfo kind = KindCatalog.All.Single(item => item.Kind == name);
        Gen.Int.Sample(
            seed =>
            {
                JsonObject source = new ObjectGenerator(new Random(seed)).Next(kind);
                string yaml = YamlWriter.Write(source);
                ManifestDocument document = ManifestReader.Read("x", Encoding.UTF8.GetBytes(yaml), ManifestLimits.Default).Single();
                Assert.True(document.Root is not null, $"seed {seed}: line {document.Line}: {document.Error}\n{yaml}");
                Assert.True(JsonNode.DeepEquals(source, JsonNode.Parse(document.Root.ToJson().Span)), $"seed {seed}:\n{yaml}\n{source.ToJsonString()}");
            },
            iter: 10_000);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_object_of_the_schema_passes_the_schema(string name)
    {
        KindInfo kind = KindCatalog.All.Single(item => item.Kind == name);
        Gen.Int.Sample(
            seed =>
            {
                JsonObject source = new ObjectGenerator(new Random(seed)).Next(kind);
                ManifestNode node = ManifestReader.Read("x", JsonSerializer.SerializeToUtf8Bytes(source), ManifestLimits.Default).Single().Root!;
                Assert.DoesNotContain(
                    SchemaValidator.Check(node, Schemas.Of(kind)),
                    problem => !problem.Message.StartsWith("another entry", StringComparison.Ordinal)
                        && !problem.Message.Contains("is there twice", StringComparison.Ordinal)
                        && !problem.Message.Contains("whole object", StringComparison.Ordinal));
            },
            iter: 200);
    }

    [Fact]
    public void Fields_that_nothing_acts_on_are_kept()
    {
        const string Json =
            """
            {"apiVersion":"core.kubestash.com/v1alpha1","kind":"RestoreSession","metadata":{"name":"x"},
             "spec":{"manifestOptions":{"redisSentinel":{"SentinelName":"s","tlsIssuerRef":{"kind":"Issuer","name":"i"}},"mySQL":{"db":false}}}}
            """;
        JsonNode source = JsonNode.Parse(Json)!;
        KindInfo kind = KindCatalog.Find("core.kubestash.com", "RestoreSession")!;
        Assert.True(JsonNode.DeepEquals(source, ApiJson.Write(ApiJson.Read(kind, Encoding.UTF8.GetBytes(Json)))));
    }

    [Theory]
    [InlineData("\"1.5Gi\"")]
    [InlineData("\"0.5\"")]
    [InlineData("2")]
    public void A_quantity_is_written_as_it_was_read(string quantity)
    {
        string json = "{\"apiVersion\":\"addons.kubestash.com/v1alpha1\",\"kind\":\"Function\",\"metadata\":{\"name\":\"x\"},"
            + $"\"spec\":{{\"runtimeSettings\":{{\"resources\":{{\"limits\":{{\"cpu\":{quantity}}}}}}}}}}}";
        KindInfo kind = KindCatalog.Find("addons.kubestash.com", "Function")!;
        Assert.Contains($"\"cpu\":{quantity}", ApiJson.Write(ApiJson.Read(kind, Encoding.UTF8.GetBytes(json))).ToJsonString(), StringComparison.Ordinal);
    }
}
