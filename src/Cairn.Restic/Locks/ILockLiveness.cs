namespace Cairn.Restic.Locks;

/// <summary>Proves that the holder of a lock is dead, for instance because its pod is gone.</summary>
public interface ILockLiveness
{
    /// <summary>
    /// True only when it is certain that the holder no longer runs. Not knowing is false: the lock then stays until it is stale by age. A failure to
    /// find out must not be thrown but be false too.
    /// </summary>
    ValueTask<bool> IsProvenDeadAsync(LockFile file, CancellationToken cancellationToken);
}
