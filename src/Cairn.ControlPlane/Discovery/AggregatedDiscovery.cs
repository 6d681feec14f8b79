using System.Text.Json.Nodes;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Resources;
using Microsoft.AspNetCore.Http;

namespace Cairn.ControlPlane.Discovery;

/// <summary>All groups with all their resources in one document, which saves clients a request a group.</summary>
internal static class AggregatedDiscovery
{
    private const string Kind = "APIGroupDiscoveryList";

    private const string Group = "apidiscovery.k8s.io";

    /// <summary>The media type of the document.</summary>
    public const string MediaType = $"{Media.Json};g={Group};v=v2;as={Kind}";

    /// <summary>Whether a client wants this form: true, false for the plain one, and null when it wants neither.</summary>
    public static bool? IsWanted(HttpContext http)
    {
        foreach (string[] parts in Media.Clauses(http.Request.Headers.Accept))
        {
            bool isJson = parts[0] is Media.Json or "*/*";
            if (isJson && parts.Contains($"as={Kind}"))
            {
                if (parts.Contains("v=v2") && parts.Contains($"g={Group}"))
                {
                    return true;
                }
            }
            else if (isJson || parts[0] is Media.Yaml or Media.Protobuf)
            {
                return false;
            }
        }

        return null;
    }

    /// <summary>The document.</summary>
    /// <param name="groups">The groups in order, each with its versions.</param>
    public static JsonObject Write(IEnumerable<(string Group, IEnumerable<IGrouping<string, ResourceInfo>> Versions)> groups) => new()
    {
        ["kind"] = Kind,
        ["apiVersion"] = $"{Group}/v2",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. groups.Select(entry => new JsonObject
        {
            ["metadata"] = entry.Group.Length == 0 ? [] : new JsonObject { ["name"] = entry.Group },
            ["versions"] = new JsonArray([.. entry.Versions.Select(Version)]),
        })]),
    };

    private static JsonObject Version(IGrouping<string, ResourceInfo> version) => new()
    {
        ["version"] = version.Key,
        ["freshness"] = "Current",
        ["resources"] = new JsonArray([.. version.OrderBy(resource => resource.Plural, StringComparer.Ordinal).Select(Resource)]),
    };

    private static JsonObject Resource(ResourceInfo resource)
    {
        JsonObject entry = new()
        {
            ["resource"] = resource.Plural,
            ["responseKind"] = ResponseKind(resource, resource.Kind, "", ""),
            ["scope"] = resource.IsNamespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = resource.Singular,
            ["verbs"] = Texts(DiscoveryEndpoints.Verbs(resource)),
        };
        if (resource.ShortNames.Count > 0)
        {
            entry["shortNames"] = Texts(resource.ShortNames);
        }

        if (resource.Categories.Count > 0)
        {
            entry["categories"] = Texts(resource.Categories);
        }

        if (resource.Parts.Count > 0)
        {
            entry["subresources"] = new JsonArray([.. resource.Parts.Select(part => new JsonObject
            {
                ["subresource"] = part.Name,
                ["responseKind"] = ResponseKind(resource, part.Kind, part.Group, part.Version),
                ["verbs"] = Texts(part.Verbs),
            })]);
        }

        return entry;
    }

    /// <summary>Group and version are left out where they are those of the list.</summary>
    private static JsonObject ResponseKind(ResourceInfo resource, string kind, string group, string version) => new()
    {
        ["group"] = resource.IsCustom ? resource.Group : group,
        ["version"] = resource.IsCustom ? resource.Version : version,
        ["kind"] = kind,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
