using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;
using Microsoft.AspNetCore.Http;

namespace Cairn.ControlPlane.Discovery;

/// <summary>What the server says about itself: its version and health, and which resources it serves.</summary>
internal sealed class DiscoveryEndpoints(ResourceCatalog catalog)
{
    private readonly OpenApiEndpoints _documents = new(catalog);

    /// <summary>Version of the API that clients may expect.</summary>
    private const string Version = "v1.36.2";

    /// <summary>The order in which clients are used to see the built-in groups; those of CRDs follow.</summary>
    private static readonly string[] GroupOrder =
    [
        "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "batch", "rbac.authorization.k8s.io", "apiextensions.k8s.io",
        "coordination.k8s.io",
    ];

    private static readonly string[] CustomVerbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    private static readonly string[] BuiltInVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>What answers a path, or null when the path is none of discovery.</summary>
    public Func<HttpContext, Task>? Find(string path, string[] parts) => parts switch
    {
        ["version"] => http => Answers.Json(http, 200, VersionInfo()),
        ["healthz" or "livez" or "readyz", ..] when parts.Length == 1 => http => Answers.Text(http, 200, "ok"),
        ["api"] => http => ListAsync(http, () => CoreVersions(http), isCore: true),
        ["apis"] => http => ListAsync(http, Groups, isCore: false),
        ["api", var version] => http => Answers.Json(http, 200, Resources("", version)),
        ["apis", var group] => http => Answers.Json(http, 200, Group(group)),
        ["apis", var group, var version] when path.Length > 0 => http => Answers.Json(http, 200, Resources(group, version)),
        _ => _documents.Find(parts),
    };

    /// <summary>The verbs of a resource.</summary>
    public static IEnumerable<string> Verbs(ResourceInfo resource) => resource.IsVirtual ? ["create"] : resource.IsCustom ? CustomVerbs
        : BuiltInVerbs.Where(verb => verb != "deletecollection" || resource != BuiltInResources.Namespaces);

    private async Task ListAsync(HttpContext http, Func<JsonObject> plain, bool isCore)
    {
        bool isWanted = AggregatedDiscovery.IsWanted(http) ?? throw new ApiException(406, "NotAcceptable",
            $"only the following media types are accepted: {Media.All}");
        if (!isWanted)
        {
            await Answers.Json(http, 200, plain());
            return;
        }

        IEnumerable<string> groups = isCore ? [""] : GroupNames();
        byte[] document = AggregatedDiscovery.Write(groups.Select(group => (group, catalog.All.Where(resource => resource.Group == group)
            .GroupBy(resource => resource.Version).OrderBy(version => version.Key, StringComparer.Ordinal).AsEnumerable()))).ToBytes();
        http.Response.ContentType = AggregatedDiscovery.MediaType;
        http.Response.ContentLength = document.Length;
        await http.Response.Body.WriteAsync(document, http.RequestAborted);
    }

    private IEnumerable<string> GroupNames() => catalog.All.Select(resource => resource.Group).Where(group => group.Length > 0)
        .Distinct().OrderBy(Rank).ThenBy(group => group, StringComparer.Ordinal);

    private static JsonObject VersionInfo() => new()
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["gitVersion"] = Version + "+cairn",
        ["gitCommit"] = "",
        ["gitTreeState"] = "",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "",
        ["compiler"] = "",
        ["platform"] = "linux",
        ["emulationMajor"] = "1",
        ["emulationMinor"] = "36",
        ["minCompatibilityMajor"] = "1",
        ["minCompatibilityMinor"] = "35",
    };

    private static JsonObject CoreVersions(HttpContext http) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = http.Request.Host.Value }),
    };

    private JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. GroupNames().Select(GroupInfo)]),
    };

    private static int Rank(string group) => Array.IndexOf(GroupOrder, group) is >= 0 and var rank ? rank : GroupOrder.Length;

    private JsonObject Group(string group)
    {
        if (group.Length == 0 || catalog.All.All(resource => resource.Group != group))
        {
            throw new PageNotFoundException();
        }

        JsonObject info = GroupInfo(group);
        info["kind"] = "APIGroup";
        info["apiVersion"] = "v1";
        return info;
    }

    private JsonObject GroupInfo(string group)
    {
        List<JsonObject> versions = [.. catalog.All.Where(resource => resource.Group == group).Select(resource => resource.Version).Distinct()
            .Order(StringComparer.Ordinal).Select(version => new JsonObject { ["groupVersion"] = $"{group}/{version}", ["version"] = version })];
        return new JsonObject { ["name"] = group, ["versions"] = new JsonArray([.. versions]), ["preferredVersion"] = versions[0].DeepClone() };
    }

    private JsonObject Resources(string group, string version)
    {
        List<ResourceInfo> resources = [.. catalog.All.Where(resource => resource.Group == group && resource.Version == version)
            .OrderBy(resource => resource.Plural, StringComparer.Ordinal)];
        if (resources.Count == 0)
        {
            throw group.Length == 0 || catalog.All.Any(resource => resource.Group == group && !resource.IsCustom)
                ? ApiErrors.ResourceNotFound() : new PageNotFoundException();
        }

        JsonObject list = new() { ["kind"] = "APIResourceList", ["groupVersion"] = resources[0].GroupVersion };
        if (group.Length > 0)
        {
            list["apiVersion"] = "v1";
        }

        list["resources"] = new JsonArray([.. resources.SelectMany(Entries)]);
        return list;
    }

    private static IEnumerable<JsonObject> Entries(ResourceInfo resource)
    {
        JsonObject entry = new()
        {
            ["name"] = resource.Plural,
            ["singularName"] = resource.Singular,
            ["namespaced"] = resource.IsNamespaced,
            ["kind"] = resource.Kind,
            ["verbs"] = Texts(Verbs(resource)),
        };
        if (!resource.IsVirtual)
        {
            entry["storageVersionHash"] = StorageHash(resource);
        }

        AddTexts(entry, "shortNames", resource.ShortNames);
        AddTexts(entry, "categories", resource.Categories);
        yield return entry;
        foreach (ResourcePart part in resource.Parts)
        {
            yield return Part(resource, part);
        }
    }

    private static string StorageHash(ResourceInfo resource)
    {
        // CRDs are stored in their first version, whatever is served.
        string version = resource == BuiltInResources.Definitions ? "v1beta1" : resource.Version;
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{resource.Stored.Group}/{version}/{resource.Kind}"))[..8]);
    }

    private static JsonObject Part(ResourceInfo resource, ResourcePart part)
    {
        JsonObject entry = new()
        {
            ["name"] = $"{resource.Plural}/{part.Name}",
            ["singularName"] = "",
            ["namespaced"] = resource.IsNamespaced,
            ["kind"] = part.Kind,
            ["verbs"] = Texts(part.Verbs),
        };
        if (part.Version.Length > 0)
        {
            entry["group"] = part.Group;
            entry["version"] = part.Version;
        }

        return entry;
    }

    private static void AddTexts(JsonObject entry, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            entry[name] = Texts(texts);
        }
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
