using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Kinds;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Pods.Volumes;

/// <summary>Reads what a Secret or a ConfigMap puts into a volume.</summary>
internal sealed class VolumeData(ApiAccess api)
{
    /// <summary>The files.</summary>
    /// <param name="isSecret">Whether it is a Secret.</param>
    /// <param name="namespace">The Pod's namespace.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="source">What the volume says of it: keys, paths, whether it may be missing.</param>
    /// <param name="volume">The volume's name, for messages.</param>
    /// <exception cref="PodSetupException">The object, or one of its keys, is not there.</exception>
    public IEnumerable<(string Path, byte[] Bytes, long? Mode)> Read(bool isSecret, string @namespace, string? name, JsonNode source, string volume)
    {
        // Clusters of one vendor have this second authority; every Pod names it, and nobody misses it.
        bool isOptional = source.IsTrue("optional") || name == NamespaceContents.ServiceAuthorityName;
        JsonObject? found = api.Get(new ObjectKey(isSecret ? ResourceNames.Secrets : ResourceNames.ConfigMaps, @namespace, name ?? ""));
        if (found is null)
        {
            return isOptional ? [] : throw Missing(volume, $"{(isSecret ? "secret" : "configmap")} \"{name}\" not found");
        }

        Dictionary<string, byte[]> data = Decode(found, isSecret);
        return source.At("items") is JsonArray items ? Pick(items, data, isOptional, volume) : data.Select(entry => (entry.Key, entry.Value, (long?)null));
    }

    private static IEnumerable<(string Path, byte[] Bytes, long? Mode)> Pick(
        JsonArray items, Dictionary<string, byte[]> data, bool isOptional, string volume)
    {
        foreach (JsonNode? item in items)
        {
            string key = item.Text("key") ?? "";
            if (data.TryGetValue(key, out byte[]? bytes))
            {
                yield return (item.Text("path") ?? "", bytes, item.Number("mode"));
            }
            else if (!isOptional)
            {
                throw Missing(volume, $"references non-existent key: {key}");
            }
        }
    }

    private static Dictionary<string, byte[]> Decode(JsonObject found, bool isSecret)
    {
        Dictionary<string, byte[]> data = [];
        foreach ((string key, JsonNode? value) in found["data"] as JsonObject ?? [])
        {
            data[key] = isSecret ? Convert.FromBase64String(value.Text() ?? "") : Encoding.UTF8.GetBytes(value.Text() ?? "");
        }

        foreach ((string key, JsonNode? value) in found["binaryData"] as JsonObject ?? [])
        {
            data[key] = Convert.FromBase64String(value.Text() ?? "");
        }

        return data;
    }

    private static PodSetupException Missing(string volume, string what) =>
        new("FailedMount", $"MountVolume.SetUp failed for volume \"{volume}\" : {what}", isFinal: false);
}
