using System.Globalization;
using System.Text;
using System.Text.Json;
using Cairn.Api.Templates.Go.Execution;

namespace Cairn.Api.Templates.Go.Formatting;

/// <summary>JSON as Go's package <c>encoding/json</c> writes it: keys in order, and &lt; &gt; &amp; escaped unless asked otherwise.</summary>
internal sealed class GoJson(bool escapesHtml, string? indent, TemplateBudget budget)
{
    private readonly StringBuilder _result = new();

    public static string Write(object? value, TemplateBudget budget, bool escapesHtml = true, string? indent = null) =>
        new GoJson(escapesHtml, indent, budget).Append(value, 0)._result.ToString();

    /// <summary>A JSON text as values; numbers become decimal ones, as in Go.</summary>
    public static object? Read(string text, TemplateBudget budget)
    {
        budget.Charge(text.Length);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = TemplateBudget.MaxDepth });
            return Convert(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new TemplateFault($"fromJson: the text is no JSON: {error.Message}");
        }
    }

    private static object? Convert(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                TemplateMap map = [];
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    map[property.Name] = Convert(property.Value);
                }

                return map;
            case JsonValueKind.Array:
                return element.EnumerateArray().Select(Convert).ToList();
            case JsonValueKind.Number:
                return element.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw new JsonException("a number is too large");
            default:
                return element.ValueKind == JsonValueKind.String ? element.GetString()
                    : element.ValueKind == JsonValueKind.Null ? null : element.GetBoolean();
        }
    }

    private GoJson Append(object? value, int depth)
    {
        budget.Charge(TemplateBudget.VisitCost);
        switch (value)
        {
            case List<object?> list:
                AppendItems('[', ']', list.Select(item => ((string?)null, item)), TemplateBudget.Deeper(depth));
                break;
            case TemplateMap map:
                AppendItems('{', '}', map.Select(item => ((string?)item.Key, item.Value)), TemplateBudget.Deeper(depth));
                break;
            case TemplateRecord record:
                AppendItems('{', '}', record.Fields.Select(item => ((string?)item.Key, item.Value)), TemplateBudget.Deeper(depth));
                break;
            default:
                _result.Append(budget.Charge(Scalar(value)));
                break;
        }

        return this;
    }

    private string Scalar(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => Number(number),
        Rules.Quantities.GoDuration duration => duration.Nanoseconds.ToString(CultureInfo.InvariantCulture),
        DateTimeOffset time => Quote(GoDateLayout.Format(time, "2006-01-02T15:04:05.999999999Z07:00")),
        _ => Quote((string)value),
    };

    private void AppendItems(char open, char close, IEnumerable<(string? Key, object? Value)> items, int depth)
    {
        _result.Append(open);
        bool isFirst = true;
        foreach ((string? key, object? value) in items)
        {
            _result.Append(isFirst ? "" : ",");
            isFirst = false;
            NewLine(depth);
            if (key is not null)
            {
                _result.Append(budget.Charge(Quote(key))).Append(indent is null ? ":" : ": ");
            }

            Append(value, depth);
        }

        if (!isFirst)
        {
            NewLine(depth - 1);
        }

        _result.Append(close);
        budget.Charge(2);
    }

    private void NewLine(int depth)
    {
        if (indent is not null)
        {
            budget.Charge(depth * indent.Length);
            _result.Append('\n').Insert(_result.Length, indent, depth);
        }
    }

    /// <summary>With an exponent below 0.000001 and from 1e21 on, whose leading zero goes (1e-7, not 1e-07).</summary>
    private static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new TemplateFault($"toJson: {GoPrinter.Number(value)} has no form in JSON");
        }

        (string digits, int exponent) = GoPrinter.Decompose(value);
        string text = exponent is < -6 or >= 21
            ? GoPrinter.Scientific(digits, exponent).Replace("e-0", "e-", StringComparison.Ordinal)
            : GoPrinter.Plain(digits, exponent);
        return (double.IsNegative(value) ? "-" : "") + text;
    }

    private string Quote(string text)
    {
        StringBuilder result = new("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => result.Append("\\\""),
                '\\' => result.Append("\\\\"),
                '\b' => result.Append("\\b"),
                '\f' => result.Append("\\f"),
                '\n' => result.Append("\\n"),
                '\r' => result.Append("\\r"),
                '\t' => result.Append("\\t"),
                < 0x20 or 0x2028 or 0x2029 => result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                '<' or '>' or '&' when escapesHtml => result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => result.Append(rune.ToString()),
            };
        }

        return result.Append('"').ToString();
    }
}
