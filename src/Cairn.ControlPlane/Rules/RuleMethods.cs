using System.Globalization;
using System.Text.RegularExpressions;

namespace Cairn.ControlPlane.Rules;

/// <summary>The functions of rules.</summary>
internal static class RuleMethods
{
    private static readonly Dictionary<string, int> Known = new()
    {
        ["size"] = 0,
        ["startsWith"] = 1,
        ["endsWith"] = 1,
        ["contains"] = 1,
        ["matches"] = 1,
        ["hasValue"] = 0,
        ["value"] = 0,
        ["lowerAscii"] = 0,
        ["upperAscii"] = 0,
        ["trim"] = 0,
    };

    /// <summary>Whether a method runs over the entries of a list.</summary>
    public static bool IsMacro(string name) => name is "all" or "exists" or "exists_one" or "filter" or "map";

    /// <summary>Whether there is a method of a name with so many arguments.</summary>
    public static bool IsKnown(string name, int arguments) => Known.TryGetValue(name, out int count) && count == arguments;

    /// <summary>Runs over the entries of a list.</summary>
    public static object Macro(string name, IEnumerable<object?> entries, Func<object?, object?> body) => name switch
    {
        "all" => entries.All(entry => RuleValues.IsTrue(body(entry))),
        "exists" => entries.Any(entry => RuleValues.IsTrue(body(entry))),
        "exists_one" => entries.Count(entry => RuleValues.IsTrue(body(entry))) == 1,
        "filter" => entries.Where(entry => RuleValues.IsTrue(body(entry))).ToArray(),
        _ => entries.Select(body).ToArray(),
    };

    /// <summary>Calls a method.</summary>
    public static object? Call(string name, object? owner, object?[] arguments) => (name, owner) switch
    {
        ("size", _) => RuleValues.Size(owner),
        ("hasValue", RuleOptional optional) => optional.HasValue,
        ("value", RuleOptional { HasValue: true } optional) => optional.Value,
        ("lowerAscii", string text) => text.ToLowerInvariant(),
        ("upperAscii", string text) => text.ToUpperInvariant(),
        ("trim", string text) => text.Trim(),
        ("startsWith", string text) when arguments[0] is string part => text.StartsWith(part, StringComparison.Ordinal),
        ("endsWith", string text) when arguments[0] is string part => text.EndsWith(part, StringComparison.Ordinal),
        ("contains", string text) when arguments[0] is string part => text.Contains(part, StringComparison.Ordinal),
        ("matches", string text) when arguments[0] is string pattern => Matches(text, pattern),
        _ => throw new RuleException($"no such overload: {name}"),
    };

    /// <summary>Calls a function of one argument.</summary>
    public static object Convert(string name, object? value) => (name, value) switch
    {
        ("size", _) => RuleValues.Size(value),
        ("duration", string text) => RuleValues.Duration(text),
        ("string", _) => RuleValues.Shown(value),
        ("int", string text) when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => number,
        ("int", long number) => number,
        ("int", double number) => (long)number,
        _ => throw new RuleException($"no such overload: {name}"),
    };

    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (ArgumentException error)
        {
            throw new RuleException($"invalid pattern: {error.Message}");
        }
        catch (NotSupportedException)
        {
            throw new RuleException($"the pattern {pattern} is not supported");
        }
    }
}
