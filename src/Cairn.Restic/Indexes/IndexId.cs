using Cairn.Storage;

namespace Cairn.Restic.Indexes;

/// <summary>Names an index file: the SHA-256 of the file as stored.</summary>
/// <param name="Value">The hash.</param>
public readonly record struct IndexId(Sha256Id Value)
{
    /// <summary>The file in the backend that this identifier names.</summary>
    public FileHandle File => new(FileKind.Index, Value.ToString());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
