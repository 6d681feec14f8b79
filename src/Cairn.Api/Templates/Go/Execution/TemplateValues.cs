using System.Collections;
using System.Globalization;
using Cairn.Api.Rules.Quantities;

namespace Cairn.Api.Templates.Go.Execution;

/// <summary>
/// The values of templates: null, string, bool, long, double, <c>List&lt;object?&gt;</c>, <see cref="TemplateMap"/>, <see cref="TemplateRecord"/>,
/// <see cref="DateTimeOffset"/> and <see cref="GoDuration"/>; and what Go and sprig say about them.
/// </summary>
internal static class TemplateValues
{
    /// <summary>A value of .NET as one of these.</summary>
    /// <exception cref="ArgumentException">There is none for it.</exception>
    public static object? From(object? value, int depth) => value switch
    {
        null or string or bool or long or double or DateTimeOffset or GoDuration => value,
        int number => (long)number,
        _ when depth > TemplateBudget.MaxDepth => throw new ArgumentException($"The data is nested more than {TemplateBudget.MaxDepth} deep.", nameof(value)),
        TemplateRecord record => record with { Fields = [.. record.Fields.Select(item => KeyValuePair.Create(item.Key, From(item.Value, depth + 1)))] },
        IDictionary map => FromDictionary(map, depth),
        IEnumerable list => list.Cast<object?>().Select(item => From(item, depth + 1)).ToList(),
        _ => throw new ArgumentException($"A template cannot work with a {value.GetType().Name}.", nameof(value)),
    };

    /// <summary>The type as Go calls it.</summary>
    public static string TypeName(object? value) => value switch
    {
        null => "nil",
        string => "string",
        bool => "bool",
        long => "int",
        double => "float64",
        List<object?> => "[]interface {}",
        TemplateMap => "map[string]interface {}",
        TemplateRecord record => record.TypeName,
        DateTimeOffset => "time.Time",
        _ => "time.Duration",
    };

    /// <summary>The kind as Go calls it.</summary>
    public static string KindName(object? value) => value switch
    {
        null => "invalid",
        long => "int",
        List<object?> => "slice",
        TemplateMap => "map",
        TemplateRecord or DateTimeOffset => "struct",
        GoDuration => "int64",
        _ => TypeName(value),
    };

    /// <summary>Whether <c>if</c> takes it as true; what is empty or zero is not.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        string text => text.Length > 0,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        List<object?> list => list.Count > 0,
        TemplateMap map => map.Count > 0,
        GoDuration duration => duration != GoDuration.Zero,
        _ => true,
    };

    /// <summary>Whether sprig's <c>default</c> takes it as not given. A struct never is, to sprig.</summary>
    public static bool IsEmpty(object? value) => !IsTrue(value);

    /// <summary>Whether two values are the same all the way down.</summary>
    public static bool DeepEqual(object? left, object? right, TemplateBudget budget, int depth = 0)
    {
        budget.Charge(TemplateBudget.VisitCost);
        int deeper = TemplateBudget.Deeper(depth);
        return (left, right) switch
        {
            (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(pair => DeepEqual(pair.First, pair.Second, budget, deeper)),
            (TemplateMap a, TemplateMap b) => a.Count == b.Count
                && a.All(item => b.TryGetValue(item.Key, out object? other) && DeepEqual(item.Value, other, budget, deeper)),
            (TemplateRecord a, TemplateRecord b) => ReferenceEquals(a, b),
            _ => Equals(left, right),
        };
    }

    /// <summary>A copy that shares nothing with the original.</summary>
    public static object? DeepCopy(object? value, TemplateBudget budget, int depth = 0)
    {
        budget.Charge(TemplateBudget.VisitCost);
        int deeper = TemplateBudget.Deeper(depth);
        switch (value)
        {
            case List<object?> list:
                return list.Select(item => DeepCopy(item, budget, deeper)).ToList();
            case TemplateMap map:
                TemplateMap copy = [];
                foreach ((string key, object? item) in map)
                {
                    copy[key] = DeepCopy(item, budget, deeper);
                }

                return copy;
            default:
                return value;
        }
    }

    /// <summary>As sprig makes whole numbers: from text only if all of it is one, decimals cut off, anything else 0.</summary>
    public static long ToInt64(object? value) => value switch
    {
        long number => number,
        double number => double.IsFinite(number) && Math.Abs(number) < 9.2e18 ? (long)number : 0,
        bool flag => flag ? 1 : 0,
        string text => ParseInt64(text),
        GoDuration duration => duration.Nanoseconds,
        _ => 0,
    };

    /// <summary>As sprig makes decimal numbers; anything that is none is 0.</summary>
    public static double ToDouble(object? value) => value switch
    {
        double number => number,
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0,
        _ => ToInt64(value),
    };

    private static TemplateMap FromDictionary(IDictionary source, int depth)
    {
        TemplateMap map = [];
        foreach (DictionaryEntry entry in source)
        {
            map[entry.Key as string ?? throw new ArgumentException("A template's dictionaries have strings as keys.", nameof(source))] =
                From(entry.Value, depth + 1);
        }

        return map;
    }

    /// <summary>Go's ParseInt with base 0: the prefix says the base.</summary>
    private static long ParseInt64(string text)
    {
        string digits = text.TrimStart('+', '-');
        if (text.Length - digits.Length > 1 || digits.Length == 0 || !digits.All(char.IsAsciiLetterOrDigit))
        {
            return 0;
        }

        bool isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        long value = 0;
        bool isNumber = isHex
            ? long.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && value >= 0
            : digits[0] == '0' && digits.Length > 1
                ? TryOctal(digits.TrimStart('0', 'o', 'O'), out value)
                : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return isNumber ? text[0] == '-' ? -value : value : 0;
    }

    private static bool TryOctal(string digits, out long value)
    {
        value = 0;
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7' || value > long.MaxValue / 8)
            {
                return false;
            }

            value = (value * 8) + (digit - '0');
        }

        return true;
    }
}
