using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Rules;

/// <summary>The values of expressions: numbers, texts, booleans, spans of time, and JSON maps and lists.</summary>
internal static class RuleValues
{
    /// <summary>JSON as a value.</summary>
    public static object? Of(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.True => (object)true,
        JsonValueKind.False => false,
        JsonValueKind.String => node.Text(),
        JsonValueKind.Number => node.Number() is { } whole ? (object)whole : node.ToDouble(),
        _ => node,
    };

    /// <summary>The field of a map.</summary>
    /// <exception cref="RuleException">There is none.</exception>
    public static object? Field(object? value, string name) => value is JsonObject map
        ? map.TryGetPropertyValue(name, out JsonNode? field) ? Of(field) : throw new RuleException($"no such key: {name}")
        : throw new RuleException($"no such overload: {name} of {Shown(value)}");

    /// <summary>The entry of a list or map.</summary>
    public static object? Entry(object? value, object? key) => (value, key) switch
    {
        (JsonArray list, long index) => index >= 0 && index < list.Count ? Of(list[(int)index]) : throw new RuleException($"index out of bounds: {index}"),
        (object?[] list, long index) => index >= 0 && index < list.Length ? list[index] : throw new RuleException($"index out of bounds: {index}"),
        (JsonObject, string name) => Field(value, name),
        _ => throw new RuleException("no such overload: an index"),
    };

    /// <summary>The entries of a list, or the keys of a map.</summary>
    public static IEnumerable<object?> Entries(object? value) => value switch
    {
        JsonArray list => list.Select(Of),
        object?[] list => list,
        JsonObject map => map.Select(entry => (object?)entry.Key),
        _ => throw new RuleException("neither a list nor a map"),
    };

    /// <summary>Whether something is true.</summary>
    public static bool IsTrue(object? value) => value is bool truth ? truth : throw new RuleException($"{Shown(value)} is not a bool");

    /// <summary>The number of entries of a list or map, or of characters of a text.</summary>
    public static long Size(object? value) => value is string text ? text.EnumerateRunes().Count() : Entries(value).Count();

    /// <summary>Whether two values are the same.</summary>
    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (JsonNode first, JsonNode second) => JsonNode.DeepEquals(first, second),
        (object?[] list, _) => Entries(right).Count() == list.Length && list.Zip(Entries(right)).All(pair => AreEqual(pair.First, pair.Second)),
        (_, object?[]) => AreEqual(right, left),
        (long or double, long or double) => Convert.ToDouble(left, CultureInfo.InvariantCulture) == Convert.ToDouble(right, CultureInfo.InvariantCulture),
        _ => Equals(left, right),
    };

    /// <summary>Which of two values comes first.</summary>
    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (long first, long second) => first.CompareTo(second),
        (long or double, long or double) =>
            Convert.ToDouble(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture)),
        (string first, string second) => string.CompareOrdinal(first, second),
        (TimeSpan first, TimeSpan second) => first.CompareTo(second),
        (bool first, bool second) => first.CompareTo(second),
        _ => throw new RuleException("no such overload: a comparison"),
    };

    /// <summary>The sum of numbers, or texts put together.</summary>
    public static object? Calculate(string sign, object? left, object? right) => (sign, left, right) switch
    {
        ("+", string first, string second) => first + second,
        ("+", long first, long second) => checked(first + second),
        ("-", long first, long second) => checked(first - second),
        ("*", long first, long second) => checked(first * second),
        ("/" or "%", long, 0L) => throw new RuleException("divide by zero"),
        ("/", long first, long second) => first / second,
        ("%", long first, long second) => first % second,
        ("+", double first, double second) => first + second,
        ("-", double first, double second) => first - second,
        ("*", double first, double second) => first * second,
        ("/", double first, double second) => first / second,
        _ => throw new RuleException($"no such overload: {sign}"),
    };

    /// <summary>A span such as <c>1h30m</c>.</summary>
    public static TimeSpan Duration(string text)
    {
        double seconds = 0;
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
            {
                at++;
            }

            int unit = at;
            while (at < text.Length && char.IsLetter(text[at]))
            {
                at++;
            }

            double factor = text[unit..at] switch
            {
                "h" => 3600,
                "m" => 60,
                "s" => 1,
                "ms" => 1e-3,
                "us" or "µs" => 1e-6,
                "ns" => 1e-9,
                _ => throw new RuleException($"invalid duration: {text}"),
            };
            seconds += double.TryParse(text.AsSpan(start, unit - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number * factor : throw new RuleException($"invalid duration: {text}");
        }

        return TimeSpan.FromSeconds(seconds);
    }

    /// <summary>A value as messages show it.</summary>
    public static string Shown(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        JsonNode node => node.ToText(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
