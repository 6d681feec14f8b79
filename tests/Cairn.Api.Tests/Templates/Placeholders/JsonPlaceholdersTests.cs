using System.Text.Json.Nodes;
using Cairn.Api.Templates.Placeholders;
using CsCheck;

namespace Cairn.Api.Tests.Templates.Placeholders;

public class JsonPlaceholdersTests
{
    [Fact]
    public void Fill_replaces_in_every_string_and_name_and_leaves_the_original()
    {
        JsonNode function = JsonNode.Parse("""
            {"image": "plugin_${DB_VERSION}", "args": ["--wait-timeout=${waitTimeout:=300}", 5, null, true], "labels": {"${key}": "x"}}
            """)!;
        string before = function.ToJsonString();

        JsonNode filled = JsonPlaceholders.Fill(function, new Dictionary<string, string> { ["DB_VERSION"] = "17.2", ["key"] = "k" })!;

        Assert.Equal("""{"image":"plugin_17.2","args":["--wait-timeout=300",5,null,true],"labels":{"k":"x"}}""", filled.ToJsonString());
        Assert.Equal(before, function.ToJsonString());
    }

    [Fact]
    public void Fill_values_cannot_break_out_of_their_string() =>
        Gen.String[Gen.Char["\"\\{}[],:$\n\t\0é\u2028a"], 0, 30].Sample(value =>
        {
            JsonNode filled = JsonPlaceholders.Fill(JsonNode.Parse("""{"a": "<${v}>", "b": 1}"""), new Dictionary<string, string> { ["v"] = value })!;
            JsonNode read = JsonNode.Parse(filled.ToJsonString())!;
            Assert.Equal($"<{value}>", read["a"]!.GetValue<string>());
            Assert.Equal(2, read.AsObject().Count);
        });

    [Fact]
    public void Fill_lists_all_missing_names_of_the_object()
    {
        PlaceholderException error = Assert.Throws<PlaceholderException>(() =>
            JsonPlaceholders.Fill(JsonNode.Parse("""{"a": "${x}", "b": ["${y}"]}"""), new Dictionary<string, string>()));
        Assert.Contains("${x}, ${y}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"spec": {"args": ["ok", "${v"]}}""", "spec.args[1]: ")]
    [InlineData("""{"${a:=x}": 1, "x": 2}""", "same name")]
    public void Fill_problem_names_the_field(string json, string expected) => Assert.Contains(
        expected,
        Assert.Throws<PlaceholderException>(() => JsonPlaceholders.Fill(JsonNode.Parse(json), new Dictionary<string, string>())).Message,
        StringComparison.Ordinal);
}
