using Cairn.Restic.Blobs;
using Cairn.Restic.Locks;

namespace Cairn.Restic.Operations;

/// <summary>A repository that a backup is written to.</summary>
/// <param name="Repository">The repository; its index is loaded.</param>
/// <param name="Lock">The lock on it.</param>
/// <param name="Progress">Counts what passes, and what is stored there.</param>
public sealed record BackupDestination(ResticRepository Repository, RepositoryLock Lock, TransferProgress Progress);
