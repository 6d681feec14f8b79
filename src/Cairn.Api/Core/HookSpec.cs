using System.Text.Json.Nodes;
using Cairn.Api.Meta;
using Cairn.Api.Schema;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>One call of a HookTemplate.</summary>
public sealed record HookSpec
{
    /// <summary>Name under which its result is shown.</summary>
    public string? Name { get; init; }

    /// <summary>The HookTemplate.</summary>
    public ObjectReference? HookTemplate { get; init; }

    /// <summary>Values for the template's parameters, by name.</summary>
    [FreeForm]
    public JsonObject? Params { get; init; }

    /// <summary>How often it is repeated after a failure. Unset: never.</summary>
    [Minimum(0)]
    public int? MaxRetry { get; init; }

    /// <summary>Time after which an attempt has failed, as a Go duration such as 30s. Unset: no limit.</summary>
    public string? Timeout { get; init; }

    /// <summary>After which outcomes a hook runs that comes after. Default: Always.</summary>
    [OneOf(typeof(ExecutionPolicies))]
    [Default(ExecutionPolicies.Always)]
    public string? ExecutionPolicy { get; init; }

    /// <summary>Values for placeholders, from text, ConfigMaps or Secrets.</summary>
    public IReadOnlyList<V1EnvVar>? Variables { get; init; }

    /// <summary>Volumes of the pod; for Functions only.</summary>
    public IReadOnlyList<V1Volume>? Volumes { get; init; }

    /// <summary>Where the volumes are mounted; for Functions only.</summary>
    public IReadOnlyList<V1VolumeMount>? VolumeMounts { get; init; }

    /// <summary>Settings of the pod; for Functions only.</summary>
    public RuntimeSettings? RuntimeSettings { get; init; }
}
