using System.Text.Json.Serialization;
using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>How a Redis Sentinel object is restored.</summary>
public sealed record SentinelManifestOptions
{
    /// <summary>Namespace to restore into. Unset: the original one.</summary>
    public string? RestoreNamespace { get; init; }

    /// <summary>Whether the Sentinel object is restored. Default: yes.</summary>
    [Default(true)]
    public bool? Sentinel { get; init; }

    /// <summary>New name of the object. Unset: the original one. The field's name starts with a capital letter.</summary>
    [JsonPropertyName("SentinelName")]
    public string? SentinelName { get; init; }

    /// <summary>Whether the Secret of the login is restored. Default: yes.</summary>
    [Default(true)]
    public bool? AuthSecret { get; init; }

    /// <summary>New name of that Secret. Unset: the original one.</summary>
    public string? AuthSecretName { get; init; }

    /// <summary>The issuer of new certificates. Unset: the original one.</summary>
    public IssuerReference? TLSIssuerRef { get; init; }
}
