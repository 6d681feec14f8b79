using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>What is backed up, where to, and by which sessions.</summary>
public sealed record BackupConfigurationSpec
{
    /// <summary>
    /// The application: for a PostgreSQL server outside of Kubernetes, an AppBinding of appcatalog.appscode.com. Unset: the resources of the
    /// cluster.
    /// </summary>
    public TypedObjectReference? Target { get; init; }

    /// <summary>The storages that sessions can use. Unset: the default BackupStorage, under an empty name.</summary>
    public IReadOnlyList<BackendSpec>? Backends { get; init; }

    /// <summary>The entries of the plan. At least one is needed.</summary>
    public IReadOnlyList<SessionSpec>? Sessions { get; init; }

    /// <summary>Whether the plan rests: no backup is started by its schedule. Unset: it does not.</summary>
    public bool? Paused { get; init; }
}
