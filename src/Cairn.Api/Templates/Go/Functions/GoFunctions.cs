using System.Text;
using Cairn.Api.Rules.Quantities;
using Cairn.Api.Templates.Go.Execution;
using Cairn.Api.Templates.Go.Formatting;

namespace Cairn.Api.Templates.Go.Functions;

/// <summary>The functions that the language itself has. Source: documentation of Go's package <c>text/template</c>, "Functions".</summary>
internal static class GoFunctions
{
    public static TemplateFunction[] All { get; } =
    [
        // The executor evaluates the arguments of these two only as far as needed; here they are given all of them.
        new("and", 1, -1, arguments => arguments.All.FirstOrDefault(item => !TemplateValues.IsTrue(item), arguments.All[^1])),
        new("or", 1, -1, arguments => arguments.All.FirstOrDefault(TemplateValues.IsTrue, arguments.All[^1])),
        new("not", 1, 1, arguments => !TemplateValues.IsTrue(arguments[0])),
        new("eq", 2, -1, arguments => arguments.From(1).Any(item => IsEqual(arguments, arguments[0], item))),
        new("ne", 2, 2, arguments => !IsEqual(arguments, arguments[0], arguments[1])),
        new("lt", 2, 2, arguments => Compare(arguments) < 0),
        new("le", 2, 2, arguments => Compare(arguments) <= 0),
        new("gt", 2, 2, arguments => Compare(arguments) > 0),
        new("ge", 2, 2, arguments => Compare(arguments) >= 0),
        new("len", 1, 1, arguments => (long)Length(arguments)),
        new("index", 1, -1, Index),
        new("slice", 1, 4, Slice),
        new("print", 0, -1, arguments => Print(arguments, separatesAll: false)),
        new("println", 0, -1, arguments => Print(arguments, separatesAll: true) + "\n"),
        new("printf", 1, -1, arguments => new GoFormatter(arguments.Text(0), [.. arguments.From(1)], arguments.Budget).Format()),
        new("html", 0, -1, arguments => Escape(arguments, "&\"'<>\0", ["&amp;", "&#34;", "&#39;", "&lt;", "&gt;", "\uFFFD"])),
        new("js", 0, -1, arguments => Escape(
            arguments, "\\'\"<>&=\n\r\t", [@"\\", @"\'", "\\\"", @"\u003C", @"\u003E", @"\u0026", @"\u003D", @"\u000A", @"\u000D", @"\u0009"])),
        new("urlquery", 0, -1, arguments => arguments.Budget.Charge(UrlQuery(Print(arguments, separatesAll: false)))),
    ];

    /// <summary>Whether two values are the same; values of unlike kinds cannot be compared, save with nil.</summary>
    private static bool IsEqual(TemplateArguments arguments, object? left, object? right)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        if (left is List<object?> or TemplateMap or TemplateRecord || right is List<object?> or TemplateMap or TemplateRecord)
        {
            throw arguments.Fault("lists, dictionaries and structs cannot be compared; deepEqual does that");
        }

        return TemplateValues.KindName(left) == TemplateValues.KindName(right) || (left is long or GoDuration && right is long or GoDuration)
            ? left is DateTimeOffset time ? time.EqualsExact((DateTimeOffset)right)
                : left is GoDuration or long ? TemplateValues.ToInt64(left) == TemplateValues.ToInt64(right)
                : left.Equals(right)
            : throw arguments.Fault($"a {TemplateValues.TypeName(left)} and a {TemplateValues.TypeName(right)} cannot be compared");
    }

    private static int Compare(TemplateArguments arguments) => (arguments[0], arguments[1]) switch
    {
        (string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)),
        (long or GoDuration, long or GoDuration) => arguments.AnyNumber(0).CompareTo(arguments.AnyNumber(1)),
        (double left, double right) => left.CompareTo(right),
        (var left, var right) => throw arguments.Fault($"a {TemplateValues.TypeName(left)} and a {TemplateValues.TypeName(right)} have no order"),
    };

    private static int Length(TemplateArguments arguments) => arguments[0] switch
    {
        string text => Encoding.UTF8.GetByteCount(text),
        List<object?> list => list.Count,
        TemplateMap map => map.Count,
        var other => throw arguments.Fault($"a {TemplateValues.TypeName(other)} has no length"),
    };

    private static object? Index(TemplateArguments arguments)
    {
        object? value = arguments[0];
        for (int i = 1; i < arguments.Count; i++)
        {
            switch (value)
            {
                case TemplateMap map:
                    value = map.GetValueOrDefault(arguments.Text(i));
                    break;
                case List<object?> list:
                    int place = arguments.Number(i);
                    value = place >= 0 && place < list.Count ? list[place] : throw arguments.Fault($"there is no item {place} in a list of {list.Count}");
                    break;
                case string text:
                    byte[] bytes = Encoding.UTF8.GetBytes(text);
                    place = arguments.Number(i);
                    value = place >= 0 && place < bytes.Length ? (long)bytes[place]
                        : throw arguments.Fault($"there is no byte {place} in a string of {bytes.Length}");
                    break;
                default:
                    throw arguments.Fault($"a {TemplateValues.TypeName(value)} has no items");
            }
        }

        return value;
    }

    private static object? Slice(TemplateArguments arguments)
    {
        if (arguments.Count > 3)
        {
            throw arguments.Fault("a capacity is not supported");
        }

        int length = arguments[0] is string or List<object?> ? Length(arguments)
            : throw arguments.Fault($"a {TemplateValues.TypeName(arguments[0])} cannot be sliced");
        int start = arguments.Count > 1 ? arguments.Number(1) : 0;
        int end = arguments.Count > 2 ? arguments.Number(2) : length;
        if (start < 0 || end > length || start > end)
        {
            throw arguments.Fault($"{start} to {end} is not within 0 to {length}");
        }

        arguments.Budget.Charge(end - start);
        object? whole = arguments[0];
        return whole is List<object?> list ? list.GetRange(start, end - start) : whole is string text ? GoText.Slice(text, start, end) : whole;
    }

    /// <summary>Go's Sprint puts a blank between two operands when neither is a string, Sprintln between all.</summary>
    private static string Print(TemplateArguments arguments, bool separatesAll)
    {
        StringBuilder result = new();
        for (int i = 0; i < arguments.Count; i++)
        {
            bool isSeparated = i > 0 && (separatesAll || (arguments[i] is not string && arguments[i - 1] is not string));
            result.Append(isSeparated ? " " : "").Append(arguments.AnyText(i));
        }

        return result.ToString();
    }

    private static string Escape(TemplateArguments arguments, string characters, string[] escapes)
    {
        StringBuilder result = new();
        foreach (char character in Print(arguments, separatesAll: false))
        {
            int place = characters.IndexOf(character, StringComparison.Ordinal);
            result.Append(place < 0 ? character.ToString() : arguments.Budget.Charge(escapes[place]));
        }

        return result.ToString();
    }

    private static string UrlQuery(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
