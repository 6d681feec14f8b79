namespace Cairn.Restic.Indexes;

/// <summary>What is kept of an index file once its blobs are in the master index.</summary>
/// <param name="Packs">The numbers of its packs in the master index.</param>
/// <param name="Blobs">How many blobs it lists.</param>
internal readonly record struct IndexFileSummary(int[] Packs, int Blobs);
