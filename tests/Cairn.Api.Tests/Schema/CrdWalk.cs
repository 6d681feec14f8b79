using System.Text.Json.Nodes;

namespace Cairn.Api.Tests.Schema;

/// <summary>
/// Walks a reference CRD and ours side by side and reports where ours accepts less, keeps less, or means something else. Fields that only
/// ours has are no finding.
/// </summary>
internal sealed class CrdWalk(string kind)
{
    private readonly List<CrdFinding> _findings = [];

    /// <summary>How many nodes of the reference were looked at.</summary>
    public int Nodes { get; private set; }

    public IReadOnlyList<CrdFinding> Findings => _findings;

    /// <summary>Compares all but the schema: names, scope, columns, subresources.</summary>
    public void CompareHeads(JsonNode theirs, JsonNode ours)
    {
        foreach (string name in (string[])["group", "scope"])
        {
            Expect("spec." + name, name, Text(theirs["spec"]?[name]), Text(ours["spec"]?[name]));
        }

        foreach (string name in (string[])["kind", "listKind", "plural", "singular", "shortNames", "categories"])
        {
            Expect("spec.names." + name, name, Text(theirs["spec"]?["names"]?[name]), Text(ours["spec"]?["names"]?[name]));
        }

        JsonNode theirVersion = theirs["spec"]!["versions"]![0]!;
        JsonNode ourVersion = ours["spec"]!["versions"]![0]!;
        Expect("spec.versions", "version", Text(theirVersion["name"]), Text(ourVersion["name"]));
        Expect("spec.versions", "status", Text(theirVersion["subresources"]), Text(ourVersion["subresources"]));
        Expect("spec.versions", "columns", Columns(theirVersion), Columns(ourVersion));
    }

    /// <summary>Compares two nodes of the schemas and everything below.</summary>
    public void Compare(JsonObject theirs, JsonObject ours, string path)
    {
        Nodes++;
        Expect(path, "type", Text(theirs["type"]), Text(ours["type"]));
        Expect(path, "default", Text(theirs["default"]), Text(ours["default"]));
        foreach (string name in (string[])
        [
            "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-list-type", "x-kubernetes-list-map-keys",
            "x-kubernetes-map-type",
        ])
        {
            Expect(path, name, Text(theirs[name]), Text(ours[name]));
        }

        ExpectNoNarrower(theirs, ours, path);
        CompareChildren(theirs, ours, path);
    }

    private void ExpectNoNarrower(JsonObject theirs, JsonObject ours, string path)
    {
        ExpectSubset(path, "required", ours["required"], theirs["required"]);
        ExpectSubset(path, "required less", theirs["required"], ours["required"]);
        // Where two rules of theirs meet, the words stand twice, below allOf.
        JsonNode? theirWords = theirs["enum"] ?? theirs["allOf"]?[0]?["enum"];
        if (ours["enum"] is not null && theirWords is null)
        {
            Report(path, "enum", "any text", Text(ours["enum"]));
        }
        else if (ours["enum"] is not null)
        {
            ExpectSubset(path, "enum", theirWords, ours["enum"]);
        }

        foreach (string name in (string[])
            ["pattern", "minimum", "format", "maximum", "minLength", "maxLength", "minItems", "maxItems", "x-kubernetes-embedded-resource"])
        {
            if (ours[name] is not null)
            {
                Expect(path, name, Text(theirs[name]), Text(ours[name]));
            }
        }

        if (ours["x-kubernetes-validations"] is JsonArray rules && theirs["x-kubernetes-validations"] is null)
        {
            Report(path, "rule", "none", Text(rules[0]!["rule"]));
        }
    }

    private void CompareChildren(JsonObject theirs, JsonObject ours, string path)
    {
        foreach ((string name, JsonNode? field) in theirs["properties"] as JsonObject ?? [])
        {
            string at = $"{path}.{name}";
            if (at is ".metadata" or ".kind" or ".apiVersion")
            {
                continue;
            }

            if (ours["properties"]?[name] is JsonObject own)
            {
                Compare((JsonObject)field!, own, at);
            }
            else
            {
                Report(at, "missing", "a field", "none");
            }
        }

        foreach ((string name, string suffix) in ((string, string)[])[("items", "[]"), ("additionalProperties", "{}")])
        {
            if (theirs[name] is JsonObject inner)
            {
                if (ours[name] is JsonObject own)
                {
                    Compare(inner, own, path + suffix);
                }
                else
                {
                    Report(path, name, "given", "none");
                }
            }
        }
    }

    private static string Columns(JsonNode version) => string.Join(", ", (version["additionalPrinterColumns"] as JsonArray ?? [])
        .Select(column => $"{column!["name"]}:{column["type"]}:{column["jsonPath"]}"));

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "";

    private void ExpectSubset(string path, string what, JsonNode? part, JsonNode? whole)
    {
        HashSet<string> all = [.. (whole as JsonArray ?? []).Select(item => item!.ToString())];
        if ((part as JsonArray ?? []).Any(item => !all.Contains(item!.ToString())))
        {
            Report(path, what, Text(part), Text(whole));
        }
    }

    private void Expect(string path, string what, string theirs, string ours)
    {
        if (theirs != ours)
        {
            Report(path, what, theirs, ours);
        }
    }

    private void Report(string path, string what, string theirs, string ours) =>
        _findings.Add(new CrdFinding(kind, path, what, $"theirs {theirs}, ours {ours}"));
}
