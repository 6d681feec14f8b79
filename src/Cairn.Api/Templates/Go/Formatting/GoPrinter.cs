using System.Globalization;
using System.Text;
using Cairn.Api.Rules.Quantities;
using Cairn.Api.Templates.Go.Execution;

namespace Cairn.Api.Templates.Go.Formatting;

/// <summary>Values as Go's <c>%v</c> prints them. Source: documentation of Go's package <c>fmt</c>.</summary>
internal static class GoPrinter
{
    /// <summary>The text of a value inside a template's output: what is not there says so.</summary>
    public static string Display(object? value, TemplateBudget budget) => value is null ? "<no value>" : Text(value, budget);

    /// <summary>The text of a value as an argument of a function.</summary>
    public static string Text(object? value, TemplateBudget budget)
    {
        if (value is string text)
        {
            return text;
        }

        StringBuilder result = new();
        Append(result, value, budget, 0);
        return result.ToString();
    }

    /// <summary>A decimal number, as short as it can be: with an exponent below 0.0001 and from a million on.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        (string digits, int exponent) = Decompose(value);
        string sign = double.IsNegative(value) ? "-" : "";
        return sign + (exponent is < -4 or >= 6 ? Scientific(digits, exponent) : Plain(digits, exponent));
    }

    /// <summary>A number's shortest digits, and the power of ten of the first of them.</summary>
    public static (string Digits, int Exponent) Decompose(double value)
    {
        string[] parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        string digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        int zeros = digits.TakeWhile(digit => digit == '0').Count();
        int power = parts.Length == 2 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        return zeros == digits.Length ? ("0", 0) : (digits[zeros..].TrimEnd('0'), power + (point < 0 ? digits.Length : point) - 1 - zeros);
    }

    /// <summary>Digits with an exponent of at least two digits.</summary>
    public static string Scientific(string digits, int exponent) => string.Create(
        CultureInfo.InvariantCulture,
        $"{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");

    /// <summary>Digits without an exponent.</summary>
    public static string Plain(string digits, int exponent) =>
        exponent < 0 ? "0." + new string('0', -exponent - 1) + digits
        : digits.Length <= exponent + 1 ? digits + new string('0', exponent + 1 - digits.Length)
        : digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];

    private static void Append(StringBuilder result, object? value, TemplateBudget budget, int depth)
    {
        int start = result.Length;
        budget.Charge(TemplateBudget.VisitCost);
        switch (value)
        {
            case null:
                result.Append("<nil>");
                break;
            case string text:
                result.Append(text);
                break;
            case bool flag:
                result.Append(flag ? "true" : "false");
                break;
            case long number:
                result.Append(number);
                break;
            case double number:
                result.Append(Number(number));
                break;
            case DateTimeOffset time:
                result.Append(GoDateLayout.Format(time, "2006-01-02 15:04:05.999999999 -0700 MST"));
                break;
            case GoDuration duration:
                result.Append(duration.ToString());
                break;
            default:
                AppendItems(result, value, budget, TemplateBudget.Deeper(depth));
                return;
        }

        budget.Charge(result.Length - start);
    }

    private static void AppendItems(StringBuilder result, object value, TemplateBudget budget, int depth)
    {
        (string open, char close) = value switch { List<object?> => ("[", ']'), TemplateMap => ("map[", ']'), _ => ("{", '}') };
        result.Append(open);
        int count = 0;
        foreach ((string? key, object? item) in Items(value))
        {
            result.Append(count++ > 0 ? " " : "");
            if (key is not null)
            {
                budget.Charge(key.Length + 1);
                result.Append(key).Append(':');
            }

            Append(result, item, budget, depth);
        }

        result.Append(close);
    }

    private static IEnumerable<(string? Key, object? Item)> Items(object value) => value switch
    {
        List<object?> list => list.Select(item => ((string?)null, item)),
        TemplateMap map => map.Select(item => ((string?)item.Key, item.Value)),
        TemplateRecord record => record.Fields.Select(item => ((string?)null, item.Value)),
        _ => [],
    };
}
