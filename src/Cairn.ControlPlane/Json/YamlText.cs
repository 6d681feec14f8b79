using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Cairn.ControlPlane.Json;

/// <summary>Writes JSON as YAML: keys in order, texts plain where nothing else could be meant.</summary>
internal static partial class YamlText
{
    private static readonly string[] Words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"];

    /// <summary>The document, with a line break at its end.</summary>
    public static string Write(JsonNode? node)
    {
        StringBuilder text = new();
        Block(text, node, 0, isInline: true);
        return text.ToString();
    }

    private static void Block(StringBuilder text, JsonNode? node, int indent, bool isInline)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                foreach ((string key, JsonNode? value) in map.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    text.Append(' ', isInline ? 0 : indent).Append(Scalar(key)).Append(':');
                    isInline = false;
                    Below(text, value, indent);
                }

                break;
            case JsonArray { Count: > 0 } list:
                foreach (JsonNode? item in list)
                {
                    text.Append(' ', isInline ? 0 : indent).Append("- ");
                    isInline = false;
                    Block(text, item, indent + 2, isInline: true);
                }

                break;
            default:
                text.Append(Flat(node)).Append('\n');
                break;
        }
    }

    private static void Below(StringBuilder text, JsonNode? value, int indent)
    {
        if (value is JsonObject { Count: > 0 })
        {
            text.Append('\n');
            Block(text, value, indent + 2, isInline: false);
        }
        else if (value is JsonArray { Count: > 0 })
        {
            text.Append('\n');
            Block(text, value, indent, isInline: false);
        }
        else if (value.Text() is { } lines && lines.Contains('\n') && BlockText().IsMatch(lines))
        {
            text.Append(lines.EndsWith('\n') ? " |\n" : " |-\n");
            foreach (string line in lines.TrimEnd('\n').Split('\n'))
            {
                text.Append(' ', line.Length > 0 ? indent + 2 : 0).Append(line).Append('\n');
            }
        }
        else
        {
            text.Append(' ').Append(Flat(value)).Append('\n');
        }
    }

    private static string Flat(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ => node.GetValueKind() == JsonValueKind.String ? Scalar(node.Text()!) : node.ToText(),
    };

    private static string Scalar(string text)
    {
        bool isPlain = PlainText().IsMatch(text) && !Words.Contains(text.ToLowerInvariant())
            && !double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out _) && !DateLike().IsMatch(text);
        return isPlain ? text : JsonValue.Create(text).ToText();
    }

    [GeneratedRegex(@"^[A-Za-z0-9_./][A-Za-z0-9_./@+-]*( [A-Za-z0-9_./@+(-][A-Za-z0-9_./@+()-]*)*\z")]
    private static partial Regex PlainText();

    [GeneratedRegex(@"^[0-9._+-]+([:T-].*)?\z")]
    private static partial Regex DateLike();

    /// <summary>Texts that a block shows as they are: printable lines that do not begin with blanks, and at most one break at the end.</summary>
    [GeneratedRegex(@"^[^\s\p{C}][^\p{C}]*(\n([^\s\p{C}][^\p{C}]*)?)*(?<!\n\n)\z")]
    private static partial Regex BlockText();
}
