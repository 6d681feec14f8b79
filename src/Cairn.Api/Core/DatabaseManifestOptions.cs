using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>How a database object is restored.</summary>
public sealed record DatabaseManifestOptions
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

    /// <summary>Whether the script of the first start is restored. Default: yes.</summary>
    [Default(true)]
    public bool? InitScript { get; init; }

    /// <summary>Whether the archiver of the log is restored. Default: no.</summary>
    [Default(false)]
    public bool? Archiver { get; init; }

    /// <summary>The archiver to use. Unset: the original one.</summary>
    public ObjectReference? ArchiverRef { get; init; }

    /// <summary>The issuer of new certificates. Unset: the original one.</summary>
    public IssuerReference? TLSIssuerRef { get; init; }
}
