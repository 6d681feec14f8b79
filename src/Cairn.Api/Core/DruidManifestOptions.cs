using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>How a Druid object is restored.</summary>
public sealed record DruidManifestOptions
{
    /// <summary>Namespace to restore into. Unset: the original one.</summary>
    public string? RestoreNamespace { get; init; }

    /// <summary>Whether the database object is restored. Default: yes.</summary>
    [Default(true)]
    public bool? Db { get; init; }

    /// <summary>New name of the database object. Unset: the original one.</summary>
    public string? DbName { get; init; }

    /// <summary>Whether the Secret of the login is restored. Default: yes.</summary>
    [Default(true)]
    public bool? AuthSecret { get; init; }

    /// <summary>New name of that Secret. Unset: the original one.</summary>
    public string? AuthSecretName { get; init; }

    /// <summary>Whether the Secret of the configuration is restored. Default: yes.</summary>
    [Default(true)]
    public bool? ConfigSecret { get; init; }

    /// <summary>New name of that Secret. Unset: the original one.</summary>
    public string? ConfigSecretName { get; init; }

    /// <summary>Whether the Secret of the deep storage is restored. Default: yes.</summary>
    [Default(true)]
    public bool? DeepStorageSecret { get; init; }
}
