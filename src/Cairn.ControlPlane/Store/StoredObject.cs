using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Store;

/// <summary>An object in one state. It never changes, so it may be read from any thread.</summary>
/// <param name="key">Which object.</param>
/// <param name="version">The store's version that wrote this state; also in the JSON.</param>
/// <param name="json">The whole object as JSON.</param>
internal sealed class StoredObject(ObjectKey key, long version, byte[] json)
{
    private IReadOnlyDictionary<string, string>? _labels;

    /// <summary>Which object.</summary>
    public ObjectKey Key => key;

    /// <summary>The store's version that wrote this state; also in <see cref="Json"/>.</summary>
    public long Version => version;

    /// <summary>The whole object as JSON.</summary>
    public byte[] Json => json;

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => _labels ??= ReadLabels(Parse());

    /// <summary>A copy of the object that the caller may change.</summary>
    public JsonObject Parse() => Nodes.ParseMap(Json);

    private static Dictionary<string, string> ReadLabels(JsonObject value)
    {
        Dictionary<string, string> labels = [];
        if (value.At("metadata", "labels") is JsonObject map)
        {
            foreach ((string name, JsonNode? label) in map)
            {
                labels[name] = label.Text() ?? "";
            }
        }

        return labels;
    }
}
