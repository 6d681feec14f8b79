using System.Text.RegularExpressions;

namespace Cairn.Api.Validation;

/// <summary>Texts whose shape says whether they are good: names and paths. Schedules and lengths of time are read by <see cref="NotationChecks"/>.</summary>
internal static partial class TextShapes
{
    /// <summary>Whether a text can be the name of an object: lower case letters, digits, - and ., at most 253.</summary>
    public static bool IsObjectName(string text) => text.Length is > 0 and <= 253 && Subdomain().IsMatch(text);

    /// <summary>Whether a text can be a part of names: lower case letters, digits and -, at most 63.</summary>
    public static bool IsLabel(string text) => text.Length is > 0 and <= 63 && Label().IsMatch(text);

    /// <summary>A path without needless slashes, by which two of them are compared.</summary>
    public static string CleanPath(string? path) =>
        string.Join('/', (path ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
