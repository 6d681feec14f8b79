using System.Buffers;

namespace Cairn.Storage.Objects;

/// <summary>
/// Which names objects may have: relative paths that mean the same in a directory, in every kind of bucket, and after a trip through a URL.
/// </summary>
public static class ObjectName
{
    /// <summary>The longest name in UTF-8 bytes; buckets take 1024 with the store's prefix.</summary>
    private const int MaxBytes = 900;

    /// <summary>The longest part between two slashes in UTF-8 bytes: what file systems take, less what a temporary name adds.</summary>
    private const int MaxPartBytes = 200;

    private static readonly SearchValues<char> Forbidden =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '\\', '\u007f']);

    /// <summary>
    /// True when the text is a name: parts separated by single slashes, none of them empty, <c>.</c> or <c>..</c>, no control characters and no
    /// backslashes, at most 200 bytes a part and 900 in all, and not the name of a temporary file of a directory.
    /// </summary>
    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length > 0
            && !name.AsSpan().ContainsAny(Forbidden)
            && System.Text.Encoding.UTF8.GetByteCount(name) <= MaxBytes
            && Array.TrueForAll(name.Split('/'), IsValidPart);
    }

    /// <summary>Throws an <see cref="ArgumentException"/> when the text is no name.</summary>
    internal static string Check(string name) =>
        IsValid(name) ? name : throw new ArgumentException("This is no name of an object: see the rules of ObjectName.", nameof(name));

    /// <summary>Throws an <see cref="ArgumentException"/> when the text is no directory; empty is allowed, and means the root.</summary>
    internal static string CheckDirectory(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return directory.Length == 0 ? directory : Check(directory);
    }

    private static bool IsValidPart(string part) =>
        part.Length > 0 && part is not "." and not ".."
        && System.Text.Encoding.UTF8.GetByteCount(part) <= MaxPartBytes
        && !TemporaryName.IsTemporary(part);
}
