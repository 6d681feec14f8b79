namespace Cairn.Restic.Operations;

/// <summary>What became of a backup in one of its repositories.</summary>
/// <param name="Destination">The repository.</param>
/// <param name="Result">The snapshot that is stored and was read back; null when it failed.</param>
/// <param name="Failure">Why there is no snapshot; null when there is one.</param>
public sealed record BackupOutcome(BackupDestination Destination, StreamBackupResult? Result, Exception? Failure);
