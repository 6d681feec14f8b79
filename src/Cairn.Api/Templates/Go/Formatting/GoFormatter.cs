using System.Globalization;
using System.Text;
using Cairn.Api.Rules.Quantities;
using Cairn.Api.Templates.Go.Execution;

namespace Cairn.Api.Templates.Go.Formatting;

/// <summary>
/// Go's <c>printf</c>. Like the original it prints what does not fit (<c>%!d(string=x)</c>) instead of failing; only what is not supported
/// (<c>*</c>, argument numbers, <c>%#v</c>) is an error. Source: documentation of Go's package <c>fmt</c>.
/// </summary>
internal sealed class GoFormatter(string format, IReadOnlyList<object?> arguments, TemplateBudget budget)
{
    private const int MaxWidth = 1000;

    private readonly StringBuilder _result = new();
    private int _position;
    private int _next;

    public string Format()
    {
        while (_position < format.Length)
        {
            int percent = format.IndexOf('%', _position);
            int end = percent < 0 ? format.Length : percent;
            Add(format[_position..end]);
            _position = end + 1;
            if (percent >= 0)
            {
                Add(FormatNext());
            }
        }

        if (_next < arguments.Count)
        {
            Add($"%!(EXTRA {string.Join(", ", arguments.Skip(_next).Select(Describe))})");
        }

        return _result.ToString();
    }

    private string FormatNext()
    {
        string flags = ReadWhile("+-# 0");
        int width = ReadNumber() ?? 0;
        int? precision = null;
        if (_position < format.Length && format[_position] == '.')
        {
            _position++;
            precision = ReadNumber() ?? 0;
        }

        if (_position >= format.Length)
        {
            return "%!(NOVERB)";
        }

        if (format[_position] is '*' or '[')
        {
            throw new TemplateFault($"printf: '{format[_position]}' in a format is not supported; write widths as numbers and arguments in order");
        }

        Rune verb = Rune.GetRuneAt(format, _position);
        _position += verb.Utf16SequenceLength;
        if (verb.Value == '%')
        {
            return "%";
        }

        string name = verb.ToString();
        return _next >= arguments.Count ? $"%!{name}(MISSING)" : new Verb(name, flags, width, precision, budget).Format(arguments[_next++], 0);
    }

    private string ReadWhile(string characters)
    {
        int start = _position;
        while (_position < format.Length && characters.Contains(format[_position], StringComparison.Ordinal))
        {
            _position++;
        }

        return format[start.._position];
    }

    private int? ReadNumber()
    {
        string digits = ReadWhile("0123456789");
        return digits.Length == 0 ? null
            : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= MaxWidth ? number
            : throw new TemplateFault($"printf: a width or precision of more than {MaxWidth} is not supported");
    }

    private void Add(string text) => _result.Append(budget.Charge(text));

    private string Describe(object? value) => value is null ? "<nil>" : $"{TemplateValues.TypeName(value)}={GoPrinter.Text(value, budget)}";

    /// <summary>One verb with its flags, applied to a value and to everything in it.</summary>
    private sealed record Verb(string Name, string Flags, int Width, int? Precision, TemplateBudget Budget)
    {
        public string Format(object? value, int depth) => Name switch
        {
            "T" => Pad(value is null ? "<nil>" : TemplateValues.TypeName(value), isNumber: false),
            "v" when Has('#') => throw new TemplateFault("printf: %#v is not supported; use %v or toJson"),
            _ => value switch
            {
                null => Name == "v" ? Pad("<nil>", isNumber: false) : $"%!{Name}(<nil>)",
                bool flag => Name is "v" or "t" ? Pad(flag ? "true" : "false", isNumber: false) : Mismatch(value),
                string text => FormatText(text) ?? Mismatch(value),
                long number => FormatWhole(number) ?? Mismatch(value),
                double number => FormatNumber(number) ?? Mismatch(value),
                GoDuration duration when Name is "d" => FormatWhole(duration.Nanoseconds)!,
                GoDuration or DateTimeOffset => FormatText(GoPrinter.Text(value, Budget)) ?? Mismatch(value),
                _ => FormatItems(value, TemplateBudget.Deeper(depth)),
            },
        };

        private bool Has(char flag) => Flags.Contains(flag, StringComparison.Ordinal);

        private string Mismatch(object value) => $"%!{Name}({TemplateValues.TypeName(value)}={GoPrinter.Text(value, Budget)})";

        private string FormatItems(object value, int depth)
        {
            IEnumerable<string> items = value switch
            {
                List<object?> list => list.Select(item => Format(item, depth)),
                TemplateMap map => map.Select(item => $"{Format(item.Key, depth)}:{Format(item.Value, depth)}"),
                TemplateRecord record => record.Fields.Select(item => (Has('+') && Name == "v" ? item.Key + ":" : "") + Format(item.Value, depth)),
                _ => [],
            };
            StringBuilder result = new(value switch { List<object?> => "[", TemplateMap => "map[", _ => "{" });
            int count = 0;
            foreach (string item in items)
            {
                Budget.Charge(TemplateBudget.VisitCost);
                result.Append(count++ > 0 ? " " : "").Append(Budget.Charge(item));
            }

            return result.Append(value is TemplateRecord ? '}' : ']').ToString();
        }

        private string? FormatText(string text)
        {
            string cut = Precision is { } limit ? string.Concat(text.EnumerateRunes().Take(limit)) : text;
            return Name switch
            {
                "v" or "s" => Pad(cut, isNumber: false),
                "q" => Pad(Has('#') && !cut.Any(item => item == '`' || char.IsControl(item)) ? $"`{cut}`" : GoQuote.Quote(cut), isNumber: false),
                "x" => Pad(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)), isNumber: false),
                "X" => Pad(Convert.ToHexString(Encoding.UTF8.GetBytes(text)), isNumber: false),
                _ => null,
            };
        }

        private string? FormatWhole(long number)
        {
            UInt128 size = (UInt128)Int128.Abs(number);
            string? digits = Name switch
            {
                "v" or "d" => size.ToString(CultureInfo.InvariantCulture),
                "b" => size.ToString("b", CultureInfo.InvariantCulture),
                "o" => Octal(size, Has('#') ? "0" : ""),
                "O" => Octal(size, "0o"),
                "x" => (Has('#') ? "0x" : "") + size.ToString("x", CultureInfo.InvariantCulture),
                "X" => (Has('#') ? "0X" : "") + size.ToString("X", CultureInfo.InvariantCulture),
                _ => null,
            };
            if (digits is not null)
            {
                return Pad(Sign(number < 0) + digits.PadLeft(Precision ?? 0, '0'), isNumber: Precision is null);
            }

            Rune rune = number is >= 0 and <= 0x10FFFF && Rune.IsValid((int)number) ? new Rune((int)number) : Rune.ReplacementChar;
            return Name switch
            {
                "c" => Pad(rune.ToString(), isNumber: false),
                "q" => Pad(GoQuote.Quote(rune.ToString(), '\''), isNumber: false),
                "U" => Pad($"U+{size:X4}", isNumber: false),
                _ => null,
            };
        }

        private string? FormatNumber(double number)
        {
            if (Name is not ("v" or "g" or "G" or "f" or "F" or "e" or "E"))
            {
                return null;
            }

            if (!double.IsFinite(number))
            {
                return Pad(GoPrinter.Number(number).TrimStart(Has('+') ? '\0' : '+'), isNumber: false);
            }

            double size = Math.Abs(number);
            string digits = Name switch
            {
                "f" or "F" => size.ToString($"F{Precision ?? 6}", CultureInfo.InvariantCulture),
                "e" or "E" => ScientificDigits(size, Precision ?? 6),
                _ when Precision is null => GoPrinter.Number(size),
                _ => General(size, Math.Max(Precision.Value, 1)),
            };
            string text = Name is "E" or "G" ? digits.ToUpperInvariant() : digits;
            return Pad(Sign(double.IsNegative(number)) + text, isNumber: true);
        }

        private static string ScientificDigits(double size, int decimals)
        {
            string[] parts = size.ToString($"E{decimals}", CultureInfo.InvariantCulture).Split('E');
            int exponent = int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"{parts[0]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        private static string General(double size, int significant)
        {
            string[] parts = size.ToString($"E{significant - 1}", CultureInfo.InvariantCulture).Split('E');
            string digits = parts[0].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
            digits = digits.Length == 0 ? "0" : digits;
            int exponent = int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            int limit = significant > digits.Length && digits.Length >= exponent + 1 ? digits.Length : significant;
            return exponent < -4 || exponent >= limit ? GoPrinter.Scientific(digits, exponent) : GoPrinter.Plain(digits, exponent);
        }

        private static string Octal(UInt128 size, string prefix)
        {
            StringBuilder digits = new();
            for (; size > 7; size >>= 3)
            {
                digits.Insert(0, (char)('0' + (int)(size & 7)));
            }

            return prefix + (char)('0' + (int)size) + digits;
        }

        private string Sign(bool isNegative) => isNegative ? "-" : Has('+') ? "+" : Has(' ') ? " " : "";

        private string Pad(string text, bool isNumber)
        {
            int missing = Width - text.EnumerateRunes().Count();
            if (missing <= 0)
            {
                return text;
            }

            if (Has('-'))
            {
                return text + new string(' ', missing);
            }

            int sign = isNumber && text[0] is '+' or '-' or ' ' ? 1 : 0;
            return Has('0') && (isNumber || Name is "s" or "v" or "q" or "x" or "X")
                ? text[..sign] + new string('0', missing) + text[sign..]
                : new string(' ', missing) + text;
        }
    }
}
