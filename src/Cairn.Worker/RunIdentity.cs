using System.Security.Cryptography;
using Cairn.Restic.Locks;

namespace Cairn.Worker;

/// <summary>Which pod of which cluster a run is: what its locks say, so that others can prove that it is gone.</summary>
public sealed record RunIdentity
{
    /// <summary>Namespace of the pod. Unset: the run is no pod.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of the pod.</summary>
    public string? Pod { get; init; }

    /// <summary>The pod's uid.</summary>
    public string? PodUid { get; init; }

    /// <summary>Name of the Job that the pod belongs to.</summary>
    public string? Job { get; init; }

    /// <summary>What tells clusters apart: a pod of another one cannot be looked up here. Unset: not known, and no pod is ever proven dead.</summary>
    public string? Cluster { get; init; }

    /// <summary>
    /// Reads the variables that Cairn's Jobs set from the pod itself: POD_NAME, POD_NAMESPACE, POD_UID and JOB_NAME. Without POD_NAME, HOSTNAME is the pod's
    /// name where there is a cluster.
    /// </summary>
    /// <param name="variable">Reads a variable.</param>
    /// <param name="namespace">The namespace that the Job was given.</param>
    /// <param name="authority">The certificate of the cluster's own authority, which no other cluster has; null: not known.</param>
    public static RunIdentity Read(Func<string, string?> variable, string @namespace, ReadOnlySpan<byte> authority)
    {
        ArgumentNullException.ThrowIfNull(variable);
        bool isPod = variable("KUBERNETES_SERVICE_HOST") is { Length: > 0 };
        return new RunIdentity
        {
            Namespace = Text("POD_NAMESPACE") ?? @namespace,
            Pod = Text("POD_NAME") ?? (isPod ? Text("HOSTNAME") : null),
            PodUid = Text("POD_UID"),
            Job = Text("JOB_NAME"),
            Cluster = authority.IsEmpty ? null : Convert.ToHexStringLower(SHA256.HashData(authority))[..16],
        };

        string? Text(string name) => variable(name) is { Length: > 0 } text ? text : null;
    }

    /// <summary>Who takes locks: this process, in this pod.</summary>
    public LockHolder ToLockHolder() => Pod is null ? LockHolder.Current : LockHolder.Current with
    {
        Hostname = Pod,
        Origin = (LockHolder.Current.Origin ?? new LockOrigin()) with
        {
            Pod = $"{Namespace}/{Pod}",
            PodUid = PodUid,
            Job = Job is null ? null : $"{Namespace}/{Job}",
            Cluster = Cluster,
        },
    };
}
