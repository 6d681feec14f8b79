using Cairn.Restic.Packs;

namespace Cairn.Restic.Indexes;

/// <summary>Where a blob is stored.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="Blob">Its place in the pack.</param>
public readonly record struct BlobLocation(PackId Pack, PackedBlob Blob);
