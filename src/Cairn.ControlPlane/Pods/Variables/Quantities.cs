using System.Globalization;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Pods.Variables;

/// <summary>Reads amounts of resources: <c>500m</c>, <c>1.5Gi</c>, <c>2e3</c>.</summary>
internal static class Quantities
{
    private static readonly Dictionary<string, decimal> Units = new(StringComparer.Ordinal)
    {
        ["n"] = 0.000000001m,
        ["u"] = 0.000001m,
        ["m"] = 0.001m,
        [""] = 1,
        ["k"] = 1_000,
        ["M"] = 1_000_000,
        ["G"] = 1_000_000_000,
        ["T"] = 1_000_000_000_000,
        ["P"] = 1_000_000_000_000_000,
        ["E"] = 1_000_000_000_000_000_000,
        ["Ki"] = 1L << 10,
        ["Mi"] = 1L << 20,
        ["Gi"] = 1L << 30,
        ["Ti"] = 1L << 40,
        ["Pi"] = 1L << 50,
        ["Ei"] = 1L << 60,
    };

    /// <summary>The amount, or null when there is none that can be read.</summary>
    public static decimal? Read(JsonNode? node)
    {
        string text = node.Text() ?? (node.Number() is { } whole ? whole.ToString(CultureInfo.InvariantCulture) : node?.ToString() ?? "");
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal plain))
        {
            return plain;
        }

        int end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        return end > 0 && Units.TryGetValue(text[end..], out decimal unit)
            && decimal.TryParse(text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number * unit : null;
    }
}
