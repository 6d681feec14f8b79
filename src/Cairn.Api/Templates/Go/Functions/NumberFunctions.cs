using System.Globalization;
using Cairn.Api.Templates.Go.Execution;

namespace Cairn.Api.Templates.Go.Functions;

/// <summary>Arithmetic on whole numbers, which wraps as in Go, and rounding. Source: sprig's documentation, "Integer Math Functions".</summary>
internal static class NumberFunctions
{
    public static TemplateFunction[] All { get; } =
    [
        new("add", 0, -1, arguments => Fold(arguments, 0, 0, (a, b) => unchecked(a + b))),
        new("add1", 1, 1, arguments => unchecked(arguments.AnyNumber(0) + 1)),
        new("sub", 2, 2, arguments => unchecked(arguments.AnyNumber(0) - arguments.AnyNumber(1))),
        new("mul", 1, -1, arguments => Fold(arguments, arguments.AnyNumber(0), 1, (a, b) => unchecked(a * b))),
        new("div", 2, 2, arguments => Divisor(arguments) == -1 ? unchecked(-arguments.AnyNumber(0)) : arguments.AnyNumber(0) / Divisor(arguments)),
        new("mod", 2, 2, arguments => Divisor(arguments) == -1 ? 0L : arguments.AnyNumber(0) % Divisor(arguments)),
        new("max", 1, -1, arguments => Fold(arguments, arguments.AnyNumber(0), 1, Math.Max)),
        new("min", 1, -1, arguments => Fold(arguments, arguments.AnyNumber(0), 1, Math.Min)),
        new("biggest", 1, -1, arguments => Fold(arguments, arguments.AnyNumber(0), 1, Math.Max)),
        new("ceil", 1, 1, arguments => Math.Ceiling(TemplateValues.ToDouble(arguments[0]))),
        new("floor", 1, 1, arguments => Math.Floor(TemplateValues.ToDouble(arguments[0]))),
        new("round", 2, 3, Round),
        new("int", 1, 1, arguments => arguments.AnyNumber(0)),
        new("int64", 1, 1, arguments => arguments.AnyNumber(0)),
        new("float64", 1, 1, arguments => TemplateValues.ToDouble(arguments[0])),
        new("atoi", 1, 1, arguments => long.TryParse(
            arguments.Text(0), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0L),
        new("until", 1, 1, arguments => Count(arguments, 0, arguments.Number(0), arguments.Number(0) < 0 ? -1 : 1)),
        new("untilStep", 3, 3, arguments => Count(arguments, arguments.Number(0), arguments.Number(1), arguments.Number(2))),
    ];

    private static long Fold(TemplateArguments arguments, long start, int from, Func<long, long, long> combine) =>
        arguments.From(from).Aggregate(start, (sum, item) => combine(sum, TemplateValues.ToInt64(item)));

    private static long Divisor(TemplateArguments arguments) =>
        arguments.AnyNumber(1) is var divisor and not 0 ? divisor : throw arguments.Fault("division by zero");

    private static object Round(TemplateArguments arguments)
    {
        double factor = Math.Pow(10, Math.Clamp(arguments.Number(1), -15, 15));
        double threshold = arguments.Count > 2 ? TemplateValues.ToDouble(arguments[2]) : 0.5;
        double digits = factor * TemplateValues.ToDouble(arguments[0]);
        double rest = digits - Math.Truncate(digits);
        return (rest >= threshold ? Math.Ceiling(digits) : Math.Floor(digits)) / factor;
    }

    private static List<object?> Count(TemplateArguments arguments, long start, long end, long step)
    {
        List<object?> numbers = [];
        if (step == 0 || (step > 0 ? end <= start : end >= start))
        {
            return numbers;
        }

        arguments.Budget.Charge((Math.Abs(end - start) / Math.Abs(step)) + 1);
        for (long number = start; step > 0 ? number < end : number > end; number += step)
        {
            numbers.Add(number);
        }

        return numbers;
    }
}
