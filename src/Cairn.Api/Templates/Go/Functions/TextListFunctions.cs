using Cairn.Api.Templates.Go.Execution;
using Cairn.Api.Templates.Go.Formatting;

namespace Cairn.Api.Templates.Go.Functions;

/// <summary>Between strings and lists of them. Source: sprig's documentation, "String Slice Functions".</summary>
internal static class TextListFunctions
{
    public static TemplateFunction[] All { get; } =
    [
        new("join", 2, 2, Join),
        new("splitList", 2, 2, arguments => Split(arguments).ToList<object?>()),
        new("split", 2, 2, arguments => Numbered(Split(arguments))),
        new("splitn", 3, 3, SplitSome),
        new("sortAlpha", 1, 1, arguments => Texts(arguments, arguments[0]).Order(StringComparer.Ordinal).ToList<object?>()),
        new("toStrings", 1, 1, arguments => Texts(arguments, arguments[0]).ToList<object?>()),
    ];

    private static string Join(TemplateArguments arguments)
    {
        string separator = arguments.Text(0);
        List<string> texts = [.. Texts(arguments, arguments[1])];
        arguments.Budget.Charge((long)separator.Length * texts.Count);
        return string.Join(separator, texts);
    }

    /// <summary>The items of a list as texts, without those that are nothing; a value that is no list counts as a list of one.</summary>
    private static IEnumerable<string> Texts(TemplateArguments arguments, object? value)
    {
        TemplateBudget budget = arguments.Budget;
        return (value as List<object?> ?? [value]).Where(item => item is not null).Select(item => budget.Charge(GoPrinter.Text(item, budget)));
    }

    private static string[] Split(TemplateArguments arguments) => Cut(arguments, arguments.Text(1), arguments.Text(0), int.MaxValue);

    private static TemplateMap SplitSome(TemplateArguments arguments)
    {
        int count = arguments.Number(1);
        return count == 0 ? [] : Numbered(Cut(arguments, arguments.Text(2), arguments.Text(0), count < 0 ? int.MaxValue : count));
    }

    private static string[] Cut(TemplateArguments arguments, string text, string separator, int count)
    {
        arguments.Budget.Charge(2L * text.Length);
        if (separator.Length > 0)
        {
            return text.Split(separator, count);
        }

        string[] characters = [.. text.EnumerateRunes().Select(rune => rune.ToString())];
        return characters.Length <= count ? characters : [.. characters[..(count - 1)], string.Concat(characters[(count - 1)..])];
    }

    private static TemplateMap Numbered(string[] texts)
    {
        TemplateMap map = [];
        for (int i = 0; i < texts.Length; i++)
        {
            map[$"_{i}"] = texts[i];
        }

        return map;
    }
}
