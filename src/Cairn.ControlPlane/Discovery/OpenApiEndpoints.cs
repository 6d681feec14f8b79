using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;
using Microsoft.AspNetCore.Http;

namespace Cairn.ControlPlane.Discovery;

/// <summary>OpenAPI v3: an index, and a document for each version of each group. It serves `kubectl explain` and the checks of `kubectl apply`.</summary>
internal sealed class OpenApiEndpoints(ResourceCatalog catalog)
{
    private const string Root = "/openapi/v3";

    /// <summary>What answers a path, or null when the path is none of these.</summary>
    public Func<HttpContext, Task>? Find(string[] parts) => parts switch
    {
        ["openapi", "v3"] => IndexAsync,
        ["openapi", "v3", "api" or "apis" or "version"] or ["openapi", "v3", "apis", _] => http => Answers.Json(http, 200, Document([])),
        ["openapi", "v3", "api", var version] => http => DocumentAsync(http, "", version),
        ["openapi", "v3", "apis", var group, var version] => http => DocumentAsync(http, group, version),
        _ => null,
    };

    private async Task IndexAsync(HttpContext http)
    {
        SortedSet<string> paths = new(StringComparer.Ordinal) { "api", "apis", "version" };
        foreach (ResourceInfo resource in catalog.All)
        {
            paths.Add(resource.Group.Length == 0 ? $"api/{resource.Version}" : $"apis/{resource.GroupVersion}");
            if (resource.Group.Length > 0)
            {
                paths.Add($"apis/{resource.Group}");
            }
        }

        JsonObject index = new()
        {
            ["paths"] = new JsonObject(paths.Select(path =>
                KeyValuePair.Create(path, (JsonNode?)new JsonObject { ["serverRelativeURL"] = $"{Root}/{path}?hash={Hash(path)}" }))),
        };

        // Clients know this document with this type, though it is JSON.
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.Body.WriteAsync(index.ToBytes(), http.RequestAborted);
    }

    /// <summary>Changes with the resources of a version, so that clients know when what they keep is old.</summary>
    private string Hash(string path)
    {
        IEnumerable<string> states = Of(path).Select(resource => $"{resource.Plural}{resource.Schema?.Source.ToText()}");
        return Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Concat(states.Order(StringComparer.Ordinal)))));
    }

    private IEnumerable<ResourceInfo> Of(string path) =>
        catalog.All.Where(resource => path == (resource.Group.Length == 0 ? $"api/{resource.Version}" : $"apis/{resource.GroupVersion}"));

    private Task DocumentAsync(HttpContext http, string group, string version)
    {
        List<ResourceInfo> resources = [.. catalog.All.Where(resource => resource.Group == group && resource.Version == version)
            .OrderBy(resource => resource.Plural, StringComparer.Ordinal)];
        if (resources.Count == 0)
        {
            throw ApiErrors.ResourceNotFound();
        }

        return Answers.Json(http, 200, Document(resources));
    }

    private static JsonObject Document(IReadOnlyList<ResourceInfo> resources)
    {
        bool isCustom = resources.Any(resource => resource.IsCustom);
        OpenApiSchemas schemas = new();
        JsonObject paths = [];
        foreach (ResourceInfo resource in resources)
        {
            schemas.Add(resource);
            OpenApiPaths.Add(paths, resource);
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = isCustom
                ? new JsonObject { ["title"] = "Kubernetes CRD Swagger", ["version"] = "v0.1.0" }
                : new JsonObject { ["title"] = "Kubernetes", ["version"] = "1.36" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas.Finish() },
        };
    }
}
