using Cairn.Storage;

namespace Cairn.Restic.Keys;

/// <summary>Names a key file: the SHA-256 of the file as stored.</summary>
/// <param name="Value">The hash.</param>
public readonly record struct KeyId(Sha256Id Value)
{
    /// <summary>The file in the backend that this identifier names.</summary>
    public FileHandle File => new(FileKind.Key, Value.ToString());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
