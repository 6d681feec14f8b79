namespace Cairn.Restic.Operations.Repairing;

/// <summary>What an index repair found and did.</summary>
/// <param name="KeptPacks">Packs whose index entries fit what the storage has.</param>
/// <param name="ReadPacks">Packs whose own header was read, because no index had them, or not rightly.</param>
/// <param name="MissingPacks">Packs that the index had and the storage does not; their entries are gone from the new index.</param>
/// <param name="Blobs">Blobs in the new index.</param>
/// <param name="Problems">Index files and packs that could not be read.</param>
public sealed record IndexRepairResult(int KeptPacks, int ReadPacks, int MissingPacks, int Blobs, IReadOnlyList<string> Problems);
