namespace Cairn.Restic.Operations;

/// <summary>A file of a snapshot: its parts in order.</summary>
/// <param name="Name">Its name; no directories.</param>
/// <param name="Parts">The parts whose bytes, one behind the other, are the file.</param>
public sealed record BackupFile(string Name, IReadOnlyList<FilePart> Parts);
