using Cairn.Api.Templates.Go.Execution;
using Cairn.Api.Templates.Go.Formatting;

namespace Cairn.Api.Templates.Go.Functions;

/// <summary>The arguments of one call, read as the function needs them. What does not fit is an error, as it is in Go.</summary>
internal readonly struct TemplateArguments(string function, IReadOnlyList<object?> values, TemplateBudget budget)
{
    public int Count => values.Count;

    public TemplateBudget Budget => budget;

    public IReadOnlyList<object?> All => values;

    public object? this[int index] => values[index];

    /// <summary>A text; nothing else is taken as one.</summary>
    public string Text(int index) => values[index] as string ?? throw Wrong(index, "a string");

    /// <summary>Any value as the text that sprig makes of it.</summary>
    public string AnyText(int index) => budget.Charge(GoPrinter.Text(values[index], budget));

    /// <summary>A whole number that fits 32 bits.</summary>
    public int Number(int index) => values[index] is long number
        ? number is >= int.MinValue and <= int.MaxValue ? (int)number : throw Fault($"the number {number} is too large")
        : throw Wrong(index, "a whole number");

    /// <summary>Any value as the whole number that sprig makes of it.</summary>
    public long AnyNumber(int index) => TemplateValues.ToInt64(values[index]);

    /// <summary>A list.</summary>
    public List<object?> List(int index) => values[index] switch
    {
        List<object?> list => list,
        null => [],
        _ => throw Wrong(index, "a list"),
    };

    /// <summary>A dictionary.</summary>
    public TemplateMap Map(int index) => values[index] as TemplateMap ?? throw Wrong(index, "a dictionary");

    /// <summary>All arguments from one on.</summary>
    public IEnumerable<object?> From(int index) => values.Skip(index);

    /// <summary>An error of this function.</summary>
    public TemplateFault Fault(string problem) => new($"{function}: {problem}");

    private TemplateFault Wrong(int index, string wanted) =>
        Fault($"argument {index + 1} must be {wanted}, not {(values[index] is null ? "missing" : TemplateValues.TypeName(values[index]))}");
}
