namespace Cairn.Restic.Operations.Comparing;

/// <summary>A difference between two snapshots.</summary>
/// <param name="Path">The entry's path; a directory's ends in a slash.</param>
/// <param name="Modifier">restic's letters: <c>+</c> added, <c>-</c> removed, <c>M</c> content changed, <c>T</c> kind changed, <c>U</c> only
/// properties changed.</param>
public sealed record SnapshotChange(string Path, string Modifier);
