using Cairn.Storage;

namespace Cairn.Restic.Packs;

/// <summary>Names a pack: the SHA-256 of the pack file.</summary>
/// <param name="Value">The hash.</param>
public readonly record struct PackId(Sha256Id Value)
{
    /// <summary>The file in the backend that this identifier names.</summary>
    public FileHandle File => new(FileKind.Pack, Value.ToString());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
