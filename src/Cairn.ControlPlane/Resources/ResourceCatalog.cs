using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Rules;
using Cairn.ControlPlane.Schemas;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Resources;

/// <summary>Which resources are served: the built-in ones, and those of the CRDs in the store. Safe for any number of threads.</summary>
internal sealed class ResourceCatalog
{
    private readonly Dictionary<(string Name, long Version), IReadOnlyList<ResourceInfo>> _read = [];
    private readonly Lock _gate = new();
    private volatile FrozenDictionary<(string, string, string), ResourceInfo> _known = Index(BuiltInResources.All);

    /// <summary>All resources, in the order in which discovery shows them.</summary>
    public IEnumerable<ResourceInfo> All => _known.Values;

    /// <summary>The resource of a path, or null.</summary>
    public ResourceInfo? Find(string group, string version, string plural) => _known.GetValueOrDefault((group, version, plural));

    /// <summary>The resource of a kind, or null.</summary>
    public ResourceInfo? FindKind(string apiVersion, string kind) =>
        _known.Values.FirstOrDefault(known => known.Kind == kind && known.GroupVersion == apiVersion);

    /// <summary>Takes up the CRDs as they are now.</summary>
    public void Refresh(ObjectStore store)
    {
        lock (_gate)
        {
            List<ResourceInfo> all = [.. BuiltInResources.All];
            foreach (StoredObject definition in store.List(BuiltInResources.CustomResourceDefinitions, null).Objects)
            {
                (string, long) state = (definition.Key.Name, definition.Version);
                if (!_read.TryGetValue(state, out IReadOnlyList<ResourceInfo>? resources))
                {
                    resources = ReadOrSkip(definition);
                    _read[state] = resources;
                }

                all.AddRange(resources);
            }

            _known = Index(all);
        }
    }

    private static FrozenDictionary<(string, string, string), ResourceInfo> Index(IEnumerable<ResourceInfo> resources) =>
        resources.ToFrozenDictionary(resource => (resource.Group, resource.Version, resource.Plural));

    /// <summary>A CRD that another version of this program stored may have what this one refuses: it is not served then, and the server starts.</summary>
    private static List<ResourceInfo> ReadOrSkip(StoredObject definition)
    {
        try
        {
            return Read(definition.Parse());
        }
        catch (Exception error) when (error is RuleException or ArgumentException)
        {
            return [];
        }
    }

    private static List<ResourceInfo> Read(JsonObject definition)
    {
        JsonNode? spec = definition["spec"];
        JsonNode? names = spec.At("names");
        string kind = names.Text("kind") ?? "";
        return [.. (spec.At("versions") as JsonArray ?? []).Where(version => version.IsTrue("served")).Select(version => new ResourceInfo
        {
            Group = spec.Text("group") ?? "",
            Version = version.Text("name") ?? "",
            Plural = names.Text("plural") ?? "",
            Kind = kind,
            ListKind = names.Text("listKind") ?? kind + "List",
            Singular = names.Text("singular") ?? kind.ToLowerInvariant(),
            IsNamespaced = spec.Text("scope") == "Namespaced",
            ShortNames = Texts(names.At("shortNames")),
            Categories = Texts(names.At("categories")),
            HasStatus = version.At("subresources", "status") is not null,
            Parts = version.At("subresources", "status") is null ? [] : [new("status", kind, "", "", ["get", "patch", "update"])],
            HasGeneration = true,
            NeedsVersion = true,
            Schema = new StructuralSchema(version.At("schema", "openAPIV3Schema") as JsonObject ?? []),
            Columns = [.. Columns(version.At("additionalPrinterColumns"))],
        })];
    }

    private static IEnumerable<ResourceColumn> Columns(JsonNode? columns) =>
        columns is not JsonArray { Count: > 0 } list
            ? [new ResourceColumn("Age", "date", "", "", 0, ".metadata.creationTimestamp")]
            : list.Select(column => new ResourceColumn(
                column.Text("name") ?? "", column.Text("type") ?? "", column.Text("format") ?? "", column.Text("description") ?? "",
                column.Number("priority") ?? 0, column.Text("jsonPath") ?? ""));

    private static List<string> Texts(JsonNode? list) => list is JsonArray array ? [.. array.Select(item => item.Text() ?? "")] : [];
}
