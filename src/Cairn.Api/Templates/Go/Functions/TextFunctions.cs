using System.Text;
using System.Text.RegularExpressions;
using Cairn.Api.Templates.Go.Formatting;

namespace Cairn.Api.Templates.Go.Functions;

/// <summary>Functions on strings. Source: sprig's documentation, "String Functions".</summary>
internal static class TextFunctions
{
    private const int MaxPattern = 1000;

    public static TemplateFunction[] All { get; } =
    [
        new("trim", 1, 1, arguments => arguments.Text(0).Trim()),
        new("trimAll", 2, 2, arguments => arguments.Text(1).Trim(arguments.Text(0).ToCharArray())),
        new("trimall", 2, 2, arguments => arguments.Text(1).Trim(arguments.Text(0).ToCharArray())),
        new("trimPrefix", 2, 2, arguments => TrimStart(arguments.Text(1), arguments.Text(0))),
        new("trimSuffix", 2, 2, arguments => TrimEnd(arguments.Text(1), arguments.Text(0))),
        new("upper", 1, 1, arguments => arguments.Text(0).ToUpperInvariant()),
#pragma warning disable CA1308 // Lower case is what was asked for.
        new("lower", 1, 1, arguments => arguments.Text(0).ToLowerInvariant()),
#pragma warning restore CA1308
        new("title", 1, 1, arguments => ChangeWords(arguments.Text(0), Rune.ToUpperInvariant, EndsWord)),
        new("untitle", 1, 1, arguments => ChangeWords(arguments.Text(0), Rune.ToLowerInvariant, Rune.IsWhiteSpace)),
        new("swapcase", 1, 1, arguments => string.Concat(arguments.Text(0).EnumerateRunes().Select(SwapCase))),
        new("repeat", 2, 2, Repeat),
        new("substr", 3, 3, arguments => Substring(arguments.Number(0), arguments.Number(1), arguments.Text(2))),
        new("trunc", 2, 2, arguments => Truncate(arguments.Number(0), arguments.Text(1))),
        new("abbrev", 2, 2, arguments => Abbreviate(arguments.Number(0), arguments.Text(1))),
        new("nospace", 1, 1, arguments => string.Concat(arguments.Text(0).EnumerateRunes().Where(rune => !Rune.IsWhiteSpace(rune)))),
        new("contains", 2, 2, arguments => arguments.Text(1).Contains(arguments.Text(0), StringComparison.Ordinal)),
        new("hasPrefix", 2, 2, arguments => arguments.Text(1).StartsWith(arguments.Text(0), StringComparison.Ordinal)),
        new("hasSuffix", 2, 2, arguments => arguments.Text(1).EndsWith(arguments.Text(0), StringComparison.Ordinal)),
        new("quote", 0, -1, arguments => JoinTexts(arguments, item => GoQuote.Quote(item))),
        new("squote", 0, -1, arguments => JoinTexts(arguments, item => $"'{item}'")),
        new("cat", 0, -1, arguments => JoinTexts(arguments, item => item)),
        new("indent", 2, 2, arguments => Indent(arguments)),
        new("nindent", 2, 2, arguments => "\n" + Indent(arguments)),
        new("replace", 3, 3, arguments => GoText.Replace(arguments.Text(2), arguments.Text(0), arguments.Text(1), arguments)),
        new("plural", 3, 3, arguments => arguments.Number(2) == 1 ? arguments.Text(0) : arguments.Text(1)),
        new("regexMatch", 2, 2, arguments => Pattern(arguments).IsMatch(arguments.Text(1))),
        new("regexFind", 2, 2, arguments => Pattern(arguments).Match(arguments.Text(1)).Value),
        new("regexReplaceAll", 3, 3, ReplacePattern),
        new("toString", 1, 1, arguments => arguments.AnyText(0)),
    ];

    private static string TrimStart(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;

    private static string TrimEnd(string text, string suffix) => text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text;

    private static string ChangeWords(string text, Func<Rune, Rune> change, Func<Rune, bool> endsWord)
    {
        StringBuilder result = new();
        bool isStart = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            result.Append((isStart ? change(rune) : rune).ToString());
            isStart = endsWord(rune);
        }

        return result.ToString();
    }

    private static bool EndsWord(Rune rune) =>
        !Rune.IsLetterOrDigit(rune) && (rune.IsAscii ? rune.Value != '_' : Rune.IsWhiteSpace(rune));

    private static string SwapCase(Rune rune) => (Rune.IsUpper(rune) ? Rune.ToLowerInvariant(rune) : Rune.ToUpperInvariant(rune)).ToString();

    private static string Repeat(TemplateArguments arguments)
    {
        int count = Math.Max(arguments.Number(0), 0);
        string text = arguments.Text(1);
        arguments.Budget.Charge((long)count * text.Length);
        return new StringBuilder().Insert(0, text, text.Length == 0 ? 0 : count).ToString();
    }

    private static string Substring(int start, int end, string text)
    {
        int length = GoText.Length(text);
        int last = end < 0 || end > length ? length : end;
        return start < 0 ? GoText.Slice(text, 0, end < 0 ? length : last) : start > last ? "" : GoText.Slice(text, start, last);
    }

    private static string Truncate(int count, string text)
    {
        int length = GoText.Length(text);
        return count < 0 && length + count > 0 ? GoText.Slice(text, length + count, length)
            : count >= 0 && length > count ? GoText.Slice(text, 0, count)
            : text;
    }

    private static string Abbreviate(int width, string text) =>
        width < 4 || text.Length <= width ? text : string.Concat(text.AsSpan(0, width - 3), "...");

    private static string JoinTexts(TemplateArguments arguments, Func<string, string> change)
    {
        List<string> texts = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] is not null)
            {
                texts.Add(arguments.Budget.Charge(change(arguments.AnyText(i))));
            }
        }

        return string.Join(' ', texts);
    }

    private static string Indent(TemplateArguments arguments)
    {
        int count = Math.Max(arguments.Number(0), 0);
        arguments.Budget.Charge(count);
        string padding = new(' ', count);
        return padding + GoText.Replace(arguments.Text(1), "\n", "\n" + padding, arguments);
    }

    private static string ReplacePattern(TemplateArguments arguments)
    {
        string replacement = Regex.Replace(arguments.Text(2), @"\$\{?(\w+)\}?", match => match.Groups[1].Value == "0" ? "$0" : $"${{{match.Groups[1].Value}}}");
        StringBuilder result = new();
        string text = arguments.Text(1);
        int end = 0;
        foreach (Match match in Pattern(arguments).Matches(text))
        {
            result.Append(text, end, match.Index - end).Append(arguments.Budget.Charge(match.Result(replacement)));
            end = match.Index + match.Length;
        }

        return arguments.Budget.Charge(result.Append(text, end, text.Length - end).ToString());
    }

    private static Regex Pattern(TemplateArguments arguments)
    {
        string pattern = arguments.Text(0);
        arguments.Budget.Charge(arguments.Text(1).Length * 4L);
        if (pattern.Length > MaxPattern)
        {
            throw arguments.Fault($"the pattern has {pattern.Length} characters; {MaxPattern} are the limit");
        }

        try
        {
            return arguments.Budget.Pattern(pattern);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw arguments.Fault($"the pattern '{pattern}' is not supported: {error.Message}");
        }
    }
}
