using Cairn.Api.Templates.Go.Execution;

namespace Cairn.Api.Templates.Go.Functions;

/// <summary>Functions on lists; each gives a new list and leaves the old one alone. Source: sprig's documentation, "Lists and List Functions".</summary>
internal static class ListFunctions
{
    public static TemplateFunction[] All { get; } =
    [
        new("list", 0, -1, arguments => Make(arguments, arguments.All)),
        new("tuple", 0, -1, arguments => Make(arguments, arguments.All)),
        new("first", 1, 1, arguments => arguments.List(0).FirstOrDefault()),
        new("last", 1, 1, arguments => arguments.List(0).LastOrDefault()),
        new("rest", 1, 1, arguments => Make(arguments, arguments.List(0).Skip(1))),
        new("initial", 1, 1, arguments => Make(arguments, arguments.List(0).SkipLast(1))),
        new("append", 2, 2, arguments => Make(arguments, arguments.List(0).Append(arguments[1]))),
        new("push", 2, 2, arguments => Make(arguments, arguments.List(0).Append(arguments[1]))),
        new("prepend", 2, 2, arguments => Make(arguments, arguments.List(0).Prepend(arguments[1]))),
        new("concat", 0, -1, arguments => Make(arguments, Enumerable.Range(0, arguments.Count).SelectMany(i => arguments.List(i)))),
        new("reverse", 1, 1, arguments => Make(arguments, Enumerable.Reverse(arguments.List(0)))),
        new("uniq", 1, 1, arguments => Unique(arguments)),
        new("compact", 1, 1, arguments => Make(arguments, arguments.List(0).Where(TemplateValues.IsTrue))),
        new("without", 1, -1, arguments => Make(arguments, arguments.List(0).Where(item => !Has(arguments, arguments.From(1), item)))),
        new("has", 2, 2, arguments => Has(arguments, arguments.List(1), arguments[0])),
        new("chunk", 2, 2, Chunk),
    ];

    private static List<object?> Make(TemplateArguments arguments, IEnumerable<object?> items)
    {
        List<object?> list = [.. items];
        arguments.Budget.Charge(list.Count + 1);
        return list;
    }

    private static bool Has(TemplateArguments arguments, IEnumerable<object?> items, object? wanted) =>
        items.Any(item => TemplateValues.DeepEqual(item, wanted, arguments.Budget));

    private static List<object?> Unique(TemplateArguments arguments)
    {
        List<object?> result = [];
        foreach (object? item in arguments.List(0))
        {
            if (!Has(arguments, result, item))
            {
                result.Add(item);
            }
        }

        return result;
    }

    private static List<object?> Chunk(TemplateArguments arguments)
    {
        int size = arguments.Number(0);
        return size <= 0 ? throw arguments.Fault("the size must be more than 0")
            : Make(arguments, arguments.List(1).Chunk(size).Select(items => (object?)items.ToList()));
    }
}
