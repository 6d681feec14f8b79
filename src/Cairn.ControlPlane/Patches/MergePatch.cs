using System.Text.Json.Nodes;

namespace Cairn.ControlPlane.Patches;

/// <summary>JSON merge patch (RFC 7386).</summary>
internal static class MergePatch
{
    /// <summary>Applies a patch to an object in place.</summary>
    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                JsonObject below = target[name] as JsonObject ?? [];
                Apply(below, inner);
                if (!ReferenceEquals(target[name], below))
                {
                    target[name] = below;
                }
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
