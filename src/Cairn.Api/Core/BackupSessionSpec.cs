using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>Which session of which plan is run.</summary>
public sealed record BackupSessionSpec
{
    /// <summary>The plan: a BackupConfiguration or BackupBatch of core.kubestash.com in the same namespace.</summary>
    public V1TypedLocalObjectReference? Invoker { get; init; }

    /// <summary>Name of the session.</summary>
    public string? Session { get; init; }

    /// <summary>How often it may still be repeated after a failure. Unset: never.</summary>
    public int? RetryLeft { get; init; }

    /// <summary>Time after which it is ended as failed, as a Go duration such as 2h30m. Unset: no limit.</summary>
    public string? BackupTimeout { get; init; }
}
