namespace Cairn.Restic.Locks;

/// <summary>How a lock is taken and kept.</summary>
public sealed record LockOptions
{
    /// <summary>True to keep everybody else out.</summary>
    /// <value>Default: false.</value>
    public bool Exclusive { get; init; }

    /// <summary>How long to wait for a conflicting lock to go away.</summary>
    /// <value>Default: zero, fail at once.</value>
    public TimeSpan RetryFor { get; init; } = TimeSpan.Zero;

    /// <summary>How long after making the lock others are looked for once more, so that of two that start together at least one sees the other.</summary>
    /// <value>Default: 200 ms, as in restic.</value>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often the lock is refreshed.</summary>
    /// <value>Default: 5 minutes, as in restic.</value>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After how long without a successful refresh the run must stop: before anybody may consider the lock stale.</summary>
    /// <value>Default: 22.5 minutes, as in restic.</value>
    public TimeSpan RefreshDeadline { get; init; } = LockHolder.StaleAfter - TimeSpan.FromMinutes(7.5);

    /// <summary>Who takes the lock.</summary>
    /// <value>Default: this process.</value>
    public LockHolder Holder { get; init; } = LockHolder.Current;

    /// <summary>Who can prove that holders are dead. A lock is removed when one of them can, or when it is stale by age.</summary>
    /// <value>Default: the processes of this machine.</value>
    public IReadOnlyList<ILockLiveness> Liveness { get; init; } = [ProcessLiveness.Instance];
}
