using System.Text.Json.Nodes;
using Cairn.ControlPlane.Resources;

namespace Cairn.ControlPlane.Discovery;

/// <summary>The paths of one OpenAPI document: which methods each has, for which kind, and with which parameters.</summary>
internal static class OpenApiPaths
{
    private static readonly string[] WriteParameters = ["dryRun", "fieldManager", "fieldValidation"];

    /// <summary>Adds the paths of a resource.</summary>
    public static void Add(JsonObject paths, ResourceInfo resource)
    {
        string root = resource.Group.Length == 0 ? $"/api/{resource.Version}" : $"/apis/{resource.GroupVersion}";
        string collection = resource.IsNamespaced ? $"{root}/namespaces/{{namespace}}/{resource.Plural}" : $"{root}/{resource.Plural}";
        if (resource.IsVirtual)
        {
            paths[collection] = new JsonObject { ["post"] = Operation(resource, "post") };
            return;
        }

        if (resource.IsNamespaced)
        {
            paths[$"{root}/{resource.Plural}"] = new JsonObject { ["get"] = Operation(resource, "list") };
        }

        paths[collection] = new JsonObject
        {
            ["get"] = Operation(resource, "list"),
            ["post"] = Operation(resource, "post"),
            ["delete"] = Operation(resource, "deletecollection"),
        };
        paths[collection + "/{name}"] = new JsonObject
        {
            ["get"] = Operation(resource, "get"),
            ["put"] = Operation(resource, "put"),
            ["patch"] = Operation(resource, "patch"),
            ["delete"] = Operation(resource, "delete"),
        };
        if (resource.HasStatus)
        {
            paths[collection + "/{name}/status"] = new JsonObject
            {
                ["get"] = Operation(resource, "get"),
                ["put"] = Operation(resource, "put"),
                ["patch"] = Operation(resource, "patch"),
            };
        }
    }

    private static JsonObject Operation(ResourceInfo resource, string action)
    {
        bool isWrite = action is "post" or "put" or "patch";
        JsonObject operation = new()
        {
            ["parameters"] = new JsonArray([.. (isWrite ? WriteParameters : []).Select(Parameter)]),
            ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
            ["x-kubernetes-action"] = action,
            ["x-kubernetes-group-version-kind"] = OpenApiSchemas.Kind(resource, resource.Kind)[0]!.DeepClone(),
        };
        if (isWrite)
        {
            string[] types = action != "patch" ? ["application/json", "application/yaml"]
                : resource.IsCustom ? ["application/json-patch+json", "application/merge-patch+json"]
                : ["application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json"];
            operation["requestBody"] = new JsonObject
            {
                ["content"] = new JsonObject(types.Select(type => KeyValuePair.Create(type, (JsonNode?)new JsonObject
                {
                    ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/" + OpenApiSchemas.Name(resource) },
                }))),
                ["required"] = true,
            };
        }

        return operation;
    }

    private static JsonObject Parameter(string name) => new()
    {
        ["name"] = name,
        ["in"] = "query",
        ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
    };
}
