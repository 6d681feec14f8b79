using System.Text.Json.Nodes;
using Cairn.Api.Manifests;
using Cairn.Api.Tests.Support;
using Cairn.Testing;

namespace Cairn.Api.Tests.Validation;

/// <summary>The examples of the API reference, changed in one place: each rule is seen refusing exactly that.</summary>
internal static class Samples
{
    /// <summary>The example of a kind.</summary>
    public static JsonObject Of(string kind)
    {
        string file = Path.Combine(TestTools.Checkout()!, "docs", "reference", "api", "examples", kind.ToLowerInvariant() + ".yaml");
        return (JsonObject)JsonNode.Parse(ManifestReader.Read(file, File.ReadAllBytes(file), ManifestLimits.Default)[0].Root!.ToJson().Span)!;
    }

    /// <summary>What is found in the example, in alphabetical order, after a field has been set, or removed when the value is null.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="path">Names and numbers, with points between them.</param>
    /// <param name="json">The value as JSON.</param>
    public static IReadOnlyList<string> Check(string kind, string path, string? json)
    {
        JsonObject sample = Of(kind);
        Set(sample, path, json);
        return [.. Validate.Check(YamlWriter.Write(sample)).Lines()
            .Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Sets or removes a field.</summary>
    public static void Set(JsonNode root, string path, string? json)
    {
        string[] parts = path.Split('.');
        JsonNode node = parts[..^1].Aggregate(root, (current, part) => int.TryParse(part, out int index) ? current[index]! : current[part]!);
        if (json is null)
        {
            ((JsonObject)node).Remove(parts[^1]);
        }
        else if (node is JsonArray list)
        {
            list.Insert(int.Parse(parts[^1]), JsonNode.Parse(json));
        }
        else
        {
            node[parts[^1]] = JsonNode.Parse(json);
        }
    }
}
