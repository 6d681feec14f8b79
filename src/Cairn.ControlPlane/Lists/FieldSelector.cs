using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Lists;

/// <summary>Reads field selectors, such as <c>metadata.name=demo</c>. Each kind supports a few fields only.</summary>
internal sealed class FieldSelector
{
    private static readonly Dictionary<string, string[]> Special = new()
    {
        ["secrets"] = ["type"],
        ["namespaces"] = ["status.phase"],
        ["jobs.batch"] = ["status.successful"],
        ["pods"] =
        [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase", "status.podIP",
            "status.nominatedNodeName",
        ],
        ["events"] = [.. Involved("involvedObject"), "reason", "reportingComponent", "source", "type"],
        ["events.events.k8s.io"] = [.. Involved("regarding"), "reason", "reportingController", "type"],
    };

    private readonly List<(string Field, string Value, bool IsEqual)> _requirements = [];

    /// <summary>Reads a selector.</summary>
    /// <exception cref="ApiException">It is none, or the kind does not support a field of it.</exception>
    public static FieldSelector Read(string text, ResourceInfo resource)
    {
        FieldSelector selector = new();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int at = part.IndexOf('=');
            if (at < 0)
            {
                throw ApiErrors.BadRequest($"invalid selector: '{text}'; can't understand '{part}'");
            }

            bool isEqual = at == 0 || part[at - 1] != '!';
            string field = part[..(isEqual ? at : at - 1)].Trim();
            string value = part[(at + 1)..].TrimStart('=').Trim();
            if (!IsSupported(field, resource))
            {
                throw ApiErrors.BadRequest(resource.IsCustom || Special.ContainsKey(resource.GroupResource) ? $"field label not supported: {field}"
                    : $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
            }

            selector._requirements.Add((field, value, isEqual));
        }

        return selector;
    }

    /// <summary>Whether an object meets all requirements.</summary>
    public bool Chooses(StoredObject stored) => _requirements.TrueForAll(item => (Value(stored, item.Field) == item.Value) == item.IsEqual);

    private static bool IsSupported(string field, ResourceInfo resource) => field == "metadata.name"
        || (field == "metadata.namespace" && resource.IsNamespaced)
        || (Special.TryGetValue(resource.GroupResource, out string[]? fields) && fields.Contains(field));

    private static IEnumerable<string> Involved(string parent) =>
        ((string[])["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"]).Select(name => $"{parent}.{name}");

    private static string Value(StoredObject stored, string field) => field switch
    {
        "source" => stored.Parse() is var source && source.Text("source", "component") is { Length: > 0 } component ? component
            : source.Text("reportingComponent") ?? "",
        "reportingController" => stored.Parse().Text("reportingComponent") ?? "",
        "status.successful" => (stored.Parse().Number("status", "succeeded") ?? 0).ToString(),
        _ when field.StartsWith("regarding.", StringComparison.Ordinal) => Value(stored, "involvedObject" + field["regarding".Length..]),
        "metadata.name" => stored.Key.Name,
        "metadata.namespace" => stored.Key.Namespace,
        _ => stored.Parse().Text(field.Split('.')) ?? "",
    };
}
