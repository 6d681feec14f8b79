using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>The Snapshot that is restored, by name or by time.</summary>
public sealed record RestoreDataSource
{
    /// <summary>Namespace of the Repository and the Snapshot. Unset: that of the RestoreSession.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of the Repository. Needed with latest and with pitr.</summary>
    public string? Repository { get; init; }

    /// <summary>Name of the Snapshot, or latest for the newest one that succeeded. Needed without pitr.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Chooses the newest Snapshot up to a time. Unset: by name.</summary>
    public PointInTime? Pitr { get; init; }

    /// <summary>The components that are restored. Unset: all.</summary>
    public IReadOnlyList<string>? Components { get; init; }

    /// <summary>Secret with the key RESTIC_PASSWORD. Unset: that of the Repository.</summary>
    public ObjectReference? EncryptionSecret { get; init; }
}
