using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>Which Snapshot is proven.</summary>
public sealed record BackupVerificationSessionSpec
{
    /// <summary>The plan that asks for it, in the same namespace.</summary>
    public V1TypedLocalObjectReference? Invoker { get; init; }

    /// <summary>Name of the session that made the Snapshot.</summary>
    public string? Session { get; init; }

    /// <summary>Name of the Repository.</summary>
    public string? Repository { get; init; }

    /// <summary>Name of the Snapshot.</summary>
    public string? Snapshot { get; init; }

    /// <summary>How often it may still be repeated after a failure. Unset: never.</summary>
    public int? RetryLeft { get; init; }
}
