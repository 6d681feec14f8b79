using System.Text.Json.Nodes;

namespace Cairn.Api.Templates.Placeholders;

/// <summary>
/// Fills in the placeholders of every string and every property name of a JSON object. Strings stay strings: quotes, backslashes and line breaks
/// of a value cannot break out of where they were put.
/// </summary>
public static class JsonPlaceholders
{
    private const int MaxDepth = 64;

    /// <summary>A copy of the object with its placeholders filled in; the original stays as it is.</summary>
    /// <param name="node">The object, list or value.</param>
    /// <param name="values">The values by name.</param>
    /// <exception cref="PlaceholderException">
    /// Names lack a value and a default (all of them are listed), a placeholder is malformed (the message says in which field), or two
    /// properties get the same name.
    /// </exception>
    public static JsonNode? Fill(JsonNode? node, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        List<string> missing = [];
        JsonNode? result = Fill(node, values, missing, "", 0);
        return missing.Count == 0 ? result : throw PlaceholderText.Missing(missing);
    }

    private static JsonNode? Fill(JsonNode? node, IReadOnlyDictionary<string, string> values, List<string> missing, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new PlaceholderException($"{path}: more than {MaxDepth} levels deep.");
        }

        switch (node)
        {
            case JsonObject source:
                JsonObject copy = [];
                foreach ((string name, JsonNode? child) in source)
                {
                    string childPath = path.Length == 0 ? name : $"{path}.{name}";
                    if (!copy.TryAdd(FillText(name, values, missing, childPath), Fill(child, values, missing, childPath, depth + 1)))
                    {
                        throw new PlaceholderException($"{childPath}: another property of the object has the same name once placeholders are filled in.");
                    }
                }

                return copy;
            case JsonArray source:
                return new JsonArray([.. source.Select((child, i) => Fill(child, values, missing, $"{path}[{i}]", depth + 1))]);
            case JsonValue source when source.TryGetValue(out string? text):
                return JsonValue.Create(FillText(text, values, missing, path));
            default:
                return node?.DeepClone();
        }
    }

    private static string FillText(string text, IReadOnlyDictionary<string, string> values, List<string> missing, string path)
    {
        try
        {
            return PlaceholderText.Fill(text, values, missing);
        }
        catch (PlaceholderException error)
        {
            throw new PlaceholderException($"{path}: {error.Message}");
        }
    }
}
