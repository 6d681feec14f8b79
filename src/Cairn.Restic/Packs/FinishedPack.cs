namespace Cairn.Restic.Packs;

/// <summary>A pack that is complete and named, ready to be stored.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Content">The whole file.</param>
/// <param name="Blobs">Its blobs in the order of their offsets.</param>
internal sealed record FinishedPack(PackId Id, ReadOnlyMemory<byte> Content, IReadOnlyList<PackedBlob> Blobs);
