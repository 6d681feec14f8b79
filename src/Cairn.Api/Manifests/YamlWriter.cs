using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cairn.Api.Manifests;

/// <summary>
/// Writes JSON as YAML that every reader of YAML 1.1 and 1.2 understands alike: a text that could be taken for anything else is
/// quoted.
/// </summary>
public static class YamlWriter
{
    private const string Indicators = "-?:,[]{}#&*!|>'\"%@`=<~";

    /// <summary>The YAML text, with a line feed at its end.</summary>
    public static string Write(JsonNode? node)
    {
        StringBuilder text = new();
        if (node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            WriteBlock(text, node, 0, isInline: true);
        }
        else
        {
            text.Append(Inline(node)).Append('\n');
        }

        return text.ToString();
    }

    private static void WriteBlock(StringBuilder text, JsonNode node, int indent, bool isInline)
    {
        bool isFirst = isInline;
        if (node is JsonObject map)
        {
            foreach ((string name, JsonNode? value) in map)
            {
                Indent(text, isFirst ? 0 : indent);
                isFirst = false;
                text.Append(Text(name)).Append(':');
                WriteValue(text, value, indent, isEntry: false);
            }

            return;
        }

        foreach (JsonNode? item in (JsonArray)node)
        {
            Indent(text, isFirst ? 0 : indent);
            isFirst = false;
            text.Append('-');
            WriteValue(text, item, indent, isEntry: true);
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, int indent, bool isEntry)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } or JsonArray { Count: > 0 } when isEntry:
                text.Append(' ');
                WriteBlock(text, value, indent + 2, isInline: true);
                break;
            case JsonObject { Count: > 0 }:
                text.Append('\n');
                WriteBlock(text, value, indent + 2, isInline: false);
                break;
            case JsonArray { Count: > 0 }:
                text.Append('\n');
                WriteBlock(text, value, indent, isInline: false);
                break;
            case JsonValue when value.GetValueKind() == JsonValueKind.String && IsBlock(value.GetValue<string>()):
                WriteLines(text, value.GetValue<string>(), indent + 2);
                break;
            default:
                text.Append(' ').Append(Inline(value)).Append('\n');
                break;
        }
    }

    private static void WriteLines(StringBuilder text, string value, int indent)
    {
        text.Append(value.EndsWith('\n') ? " |\n" : " |-\n");
        foreach (string line in value.TrimEnd('\n').Split('\n'))
        {
            Indent(text, line.Length == 0 ? 0 : indent);
            text.Append(line).Append('\n');
        }
    }

    private static void Indent(StringBuilder text, int count) => text.Append(' ', count);

    private static string Inline(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ => value.GetValueKind() == JsonValueKind.String ? Text(value.GetValue<string>()) : value.ToJsonString(),
    };

    private static string Text(string value) => IsPlain(value) ? value : Quoted(value);

    /// <summary>A text of several lines is written as lines, unless a blank at an edge or an odd character would get lost.</summary>
    private static bool IsBlock(string value) =>
        value.Contains('\n', StringComparison.Ordinal)
        && !value.EndsWith("\n\n", StringComparison.Ordinal)
        && value[0] is not (' ' or '\n')
        && value.Split('\n').All(line => line.Length == 0 || !string.IsNullOrWhiteSpace(line))
        && value.All(c => c == '\n' || IsPrintable(c));

    private static bool IsPlain(string value) =>
        value.Length > 0
        && !Indicators.Contains(value[0], StringComparison.Ordinal)
        && !char.IsWhiteSpace(value[0]) && !char.IsWhiteSpace(value[^1])
        && value[^1] != ':'
        && value.All(IsPrintable)
        && !value.Contains(": ", StringComparison.Ordinal) && !value.Contains(" #", StringComparison.Ordinal)
        && !value.StartsWith("...", StringComparison.Ordinal)
        && !LooksLikeNumberOrTime(value)
        && ScalarResolver.Resolve(value).Kind == ManifestNodeKind.Text;

    /// <summary>YAML 1.1 has more numbers than we read, such as 1:30 and 2026-01-31.</summary>
    private static bool LooksLikeNumberOrTime(string value) =>
        (char.IsAsciiDigit(value[0]) || value[0] is '+' or '.')
        && value.All(c => char.IsAsciiDigit(c) || ":-+._TtZz, eE".Contains(c, StringComparison.Ordinal));

    private static bool IsPrintable(char c) => c is >= ' ' and < '\x7f' or > '\xa0' and < '\xd800' and not ('\u2028' or '\u2029') or > '\xf8ff' and < '\xfeff';

    private static string Quoted(string value)
    {
        StringBuilder text = new(value.Length + 2);
        text.Append('"');
        foreach (Rune rune in value.EnumerateRunes())
        {
            text.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                < 0x10000 and { } low => IsPrintable((char)low) ? ((char)low).ToString() : $"\\u{low.ToString("X4", CultureInfo.InvariantCulture)}",
                { } high => $"\\U{high.ToString("X8", CultureInfo.InvariantCulture)}",
            });
        }

        return text.Append('"').ToString();
    }
}
