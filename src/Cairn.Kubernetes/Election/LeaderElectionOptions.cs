namespace Cairn.Kubernetes.Election;

/// <summary>How replicas agree on one that acts. The defaults are those of Kubernetes' own controllers.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>Namespace and name of the Lease.</summary>
    public required NamespacedName Lease { get; init; }

    /// <summary>Who this process is; no two may say the same.</summary>
    public required string Identity { get; init; }

    /// <summary>How long a lease that is not renewed is respected. Default: 15 s.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a leader goes on that cannot renew; shorter than the duration, so that it has ended when another one starts. Default: 10 s.</summary>
    public TimeSpan RenewLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between tries. Default: 2 s.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);
}
