using System.Buffers;

namespace Cairn.Storage.Objects;

/// <summary>The names under which files are written before they get their own. Listings leave them out, and upkeep removes old ones.</summary>
internal static class TemporaryName
{
    private const string Mark = "-tmp-";
    private const int Digits = 32;

    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>A new temporary name for a file, in the same directory.</summary>
    public static string For(string path) => $"{path}{Mark}{Guid.NewGuid():N}";

    /// <summary>True for every name that <see cref="For"/> can return, whatever the file.</summary>
    public static bool IsTemporary(ReadOnlySpan<char> name) =>
        name.Length >= Mark.Length + Digits
        && name[..^Digits].EndsWith(Mark, StringComparison.Ordinal)
        && !name[^Digits..].ContainsAnyExcept(HexadecimalDigits);
}
