using System.Text.RegularExpressions;

namespace Cairn.Api.Validation;

/// <summary>The notations of texts in the API, as far as a shape can tell.</summary>
internal static partial class TextShapes
{
    /// <summary>Whether a text has placeholders, so that its shape shows only when they are filled.</summary>
    public static bool HasPlaceholder(string text) => text.Contains("${", StringComparison.Ordinal);

    /// <summary>Whether a text is a Go duration that is not negative, such as 1h30m.</summary>
    public static bool IsDuration(string text) => text == "0" || (text.Length <= 100 && Duration().IsMatch(text));

    /// <summary>Whether a text is a period such as 1y6mo, longer than nothing.</summary>
    public static bool IsPeriod(string text) => text.Length <= 100 && Period().IsMatch(text.Trim()) && text.Any(c => c is >= '1' and <= '9');

    /// <summary>Whether a text looks like a schedule of cron: five fields, or a word such as @daily; a time zone may stand before it.</summary>
    public static bool IsSchedule(string text) => text.Length <= 1000 && Schedule().IsMatch(text.Trim());

    /// <summary>Whether a text can be the name of an object: lower case letters, digits, - and ., at most 253.</summary>
    public static bool IsObjectName(string text) => text.Length is > 0 and <= 253 && Subdomain().IsMatch(text);

    /// <summary>Whether a text can be a part of names: lower case letters, digits and -, at most 63.</summary>
    public static bool IsLabel(string text) => text.Length is > 0 and <= 63 && Label().IsMatch(text);

    /// <summary>A path without needless slashes, by which two of them are compared.</summary>
    public static string CleanPath(string? path) =>
        string.Join('/', (path ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));

    [GeneratedRegex(@"^\+?(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();

    [GeneratedRegex(@"^([0-9]{1,9}(y|mo|w|d|h|m))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Period();

    [GeneratedRegex(@"^((CRON_)?TZ=\S+\s+)?(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|([0-9A-Za-z*/,?#-]+\s+){4}[0-9A-Za-z*/,?#-]+)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Schedule();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
