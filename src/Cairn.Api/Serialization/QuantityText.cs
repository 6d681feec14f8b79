using System.Text.RegularExpressions;

namespace Cairn.Api.Serialization;

/// <summary>The notation of Kubernetes' quantities.</summary>
internal static partial class QuantityText
{
    /// <summary>The notation as a pattern, as CRDs state it.</summary>
    public const string Pattern =
        @"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

    /// <summary>Longest text that is read; no quantity in use comes near.</summary>
    private const int MaxLength = 64;

    /// <summary>
    /// Whether a text is a quantity that can be computed with. Exponents are limited to two digits: a number of
    /// a billion digits is short to write and takes all memory to hold.
    /// </summary>
    public static bool IsValid(string? text) =>
        text is { Length: > 0 and <= MaxLength } && Notation().IsMatch(text);

    [GeneratedRegex(@"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Notation();
}
