using Cairn.Kubernetes.Clients;
using Cairn.Worker.Mounts;

namespace Cairn.Worker;

/// <summary>The world around a run.</summary>
public sealed record RunContext
{
    /// <summary>The cluster, with the rights of the run's ServiceAccount.</summary>
    public required IClusterClient Cluster { get; init; }

    /// <summary>Who the run is for others.</summary>
    public required RunIdentity Identity { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Reads an environment variable; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Where volumes are.</summary>
    public required MountMap Mounts { get; init; }

    /// <summary>The program and its version, for snapshots: <c>cairn 1.2.3</c>.</summary>
    public required string ProgramVersion { get; init; }

    /// <summary>Takes sentences for the Job's log, without secrets. It must not throw.</summary>
    public Action<string> Note { get; init; } = _ => { };

    /// <summary>Takes lines that matter to those who look for them, without secrets. It must not throw.</summary>
    public Action<string> Detail { get; init; } = _ => { };
}
