using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>The pattern of a BackupConfiguration. Placeholders such as ${name} are filled from annotations of the application.</summary>
public sealed record BackupConfigurationTemplate
{
    /// <summary>Namespace of the plans. Unset: that of the blueprint.</summary>
    public string? Namespace { get; init; }

    /// <summary>As in a BackupConfiguration.</summary>
    public IReadOnlyList<BackendSpec>? Backends { get; init; }

    /// <summary>As in a BackupConfiguration.</summary>
    public IReadOnlyList<SessionSpec>? Sessions { get; init; }

    /// <summary>Whether the plans go with the blueprint. Unset: they stay.</summary>
    [OneOf(typeof(BlueprintDeletionPolicies))]
    public string? DeletionPolicy { get; init; }
}
