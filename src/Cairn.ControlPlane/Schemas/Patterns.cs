using System.Text.RegularExpressions;

namespace Cairn.ControlPlane.Schemas;

/// <summary>Patterns of CRDs. They come from outside, so none may take more than linear time.</summary>
internal static class Patterns
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads a pattern: without backtracking where that is possible, otherwise with a limit of time.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static Regex Read(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Limit);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, Limit);
        }
    }
}
