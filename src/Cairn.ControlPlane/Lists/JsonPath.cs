using System.Globalization;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Lists;

/// <summary>The part of JSONPath that columns of CRDs use: names, quoted names, indices, and filters that compare one field.</summary>
internal static class JsonPath
{
    /// <summary>The first value of a path, or null.</summary>
    public static JsonNode? Find(JsonNode? value, string path)
    {
        string rest = path.TrimStart('$');
        while (rest.Length > 0 && value is not null)
        {
            (value, rest) = rest[0] == '[' ? Bracket(value!, rest) : Name(value!, rest.TrimStart('.'));
        }

        return value;
    }

    private static (JsonNode? Value, string Tail) Name(JsonNode value, string rest)
    {
        int end = 0;
        while (end < rest.Length && rest[end] is not ('.' or '['))
        {
            // A dot that belongs to a name is written \.
            end += rest[end] == '\\' && end + 1 < rest.Length ? 2 : 1;
        }

        return (value.At(rest[..end].Replace("\\", "")), rest[end..]);
    }

    private static (JsonNode? Value, string Tail) Bracket(JsonNode value, string rest)
    {
        int end = rest.IndexOf(']');
        if (end < 0)
        {
            return (null, "");
        }

        string inside = rest[1..end];
        rest = rest[(end + 1)..];
        if (inside.StartsWith("?(", StringComparison.Ordinal))
        {
            return (Filter(value, inside[2..^1]), rest);
        }

        if (inside.Length > 1 && inside[0] is '\'' or '"')
        {
            return (value.At(inside[1..^1]), rest);
        }

        return value is JsonArray list && int.TryParse(inside.Replace("*", "0"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int index)
            && (index < 0 ? list.Count + index : index) is var at && at >= 0 && at < list.Count ? (list[at], rest) : (null, rest);
    }

    private static JsonNode? Filter(JsonNode value, string condition)
    {
        string[] sides = condition.Split("==", 2, StringSplitOptions.TrimEntries);
        if (sides.Length != 2 || value is not JsonArray list)
        {
            return null;
        }

        string wanted = sides[1].Trim('\'', '"');
        return list.FirstOrDefault(item => Find(item, sides[0].TrimStart('@')) is { } found && (found.Text() ?? found.ToText()) == wanted);
    }
}
