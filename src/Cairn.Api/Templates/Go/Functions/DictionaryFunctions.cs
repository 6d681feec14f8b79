using Cairn.Api.Templates.Go.Execution;

namespace Cairn.Api.Templates.Go.Functions;

/// <summary>
/// Functions on dictionaries. Where sprig gives keys in no order, here they come sorted, so that a hook does the same each time.
/// Source: sprig's documentation, "Dictionaries and Dict Functions".
/// </summary>
internal static class DictionaryFunctions
{
    public static TemplateFunction[] All { get; } =
    [
        new("dict", 0, -1, Make),
        new("get", 2, 2, arguments => arguments.Map(0).GetValueOrDefault(arguments.Text(1), "")),
        new("set", 3, 3, Set),
        new("unset", 2, 2, Unset),
        new("hasKey", 2, 2, arguments => arguments.Map(0).ContainsKey(arguments.Text(1))),
        new("keys", 1, -1, arguments => Maps(arguments, 0).SelectMany(map => map.Keys).ToList<object?>()),
        new("values", 1, 1, arguments => arguments.Map(0).Values.ToList()),
        new("pluck", 1, -1, Pluck),
        new("pick", 1, -1, arguments => Filter(arguments, isPicked: true)),
        new("omit", 1, -1, arguments => Filter(arguments, isPicked: false)),
        new("dig", 3, -1, Dig),
        new("merge", 1, -1, arguments => Merge(arguments, overwrites: false)),
        new("mergeOverwrite", 1, -1, arguments => Merge(arguments, overwrites: true)),
        new("deepCopy", 1, 1, arguments => TemplateValues.DeepCopy(arguments[0], arguments.Budget)),
        new("deepEqual", 2, 2, arguments => TemplateValues.DeepEqual(arguments[0], arguments[1], arguments.Budget)),
    ];

    private static TemplateMap Make(TemplateArguments arguments)
    {
        TemplateMap map = [];
        for (int i = 0; i < arguments.Count; i += 2)
        {
            map[arguments.AnyText(i)] = i + 1 < arguments.Count ? arguments[i + 1] : "";
        }

        arguments.Budget.Charge(arguments.Count);
        return map;
    }

    private static TemplateMap Set(TemplateArguments arguments)
    {
        arguments.Budget.Charge(1);
        TemplateMap map = arguments.Map(0);
        map[arguments.Text(1)] = arguments[2];
        return map;
    }

    private static TemplateMap Unset(TemplateArguments arguments)
    {
        arguments.Map(0).Remove(arguments.Text(1));
        return arguments.Map(0);
    }

    private static TemplateMap[] Maps(TemplateArguments arguments, int from)
    {
        TemplateMap[] maps = [.. Enumerable.Range(from, arguments.Count - from).Select(i => arguments.Map(i))];
        arguments.Budget.Charge(maps.Sum(map => map.Count));
        return maps;
    }

    private static List<object?> Pluck(TemplateArguments arguments)
    {
        string key = arguments.Text(0);
        return [.. Maps(arguments, 1).Where(map => map.ContainsKey(key)).Select(map => map[key])];
    }

    private static TemplateMap Filter(TemplateArguments arguments, bool isPicked)
    {
        HashSet<string> keys = [.. Enumerable.Range(1, arguments.Count - 1).Select(i => arguments.Text(i))];
        TemplateMap result = [];
        arguments.Budget.Charge(arguments.Map(0).Count);
        foreach ((string key, object? value) in arguments.Map(0))
        {
            if (keys.Contains(key) == isPicked)
            {
                result[key] = value;
            }
        }

        return result;
    }

    /// <summary>Keys, then what is given when one of them is missing, then the dictionary.</summary>
    private static object? Dig(TemplateArguments arguments)
    {
        TemplateMap map = arguments.Map(arguments.Count - 1);
        for (int i = 0; ; i++)
        {
            if (!map.TryGetValue(arguments.Text(i), out object? value))
            {
                return arguments[arguments.Count - 2];
            }

            if (i == arguments.Count - 3)
            {
                return value;
            }

            map = value as TemplateMap ?? throw arguments.Fault($"'{arguments.Text(i)}' is no dictionary");
        }
    }

    private static TemplateMap Merge(TemplateArguments arguments, bool overwrites)
    {
        TemplateMap target = arguments.Map(0);
        foreach (TemplateMap source in Maps(arguments, 1))
        {
            MergeInto(target, source, overwrites, arguments.Budget, 0);
        }

        return target;
    }

    private static void MergeInto(TemplateMap target, TemplateMap source, bool overwrites, TemplateBudget budget, int depth)
    {
        int deeper = TemplateBudget.Deeper(depth);
        foreach ((string key, object? value) in source.ToList())
        {
            budget.Charge(1);
            object? present = target.GetValueOrDefault(key);
            if (present is TemplateMap inner && value is TemplateMap other)
            {
                MergeInto(inner, other, overwrites, budget, deeper);
            }
            else if (overwrites ? TemplateValues.IsTrue(value) || !target.ContainsKey(key) : TemplateValues.IsEmpty(present))
            {
                target[key] = value;
            }
        }
    }
}
