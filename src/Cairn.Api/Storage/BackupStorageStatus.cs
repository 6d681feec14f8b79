using Cairn.Api.Meta;

namespace Cairn.Api.Storage;

/// <summary>What is known about a storage.</summary>
public sealed record BackupStorageStatus
{
    /// <summary>Ready when the storage can be used, NotReady until then.</summary>
    public string? Phase { get; init; }

    /// <summary>Size of all Repositories together, such as 1.204 GiB.</summary>
    public string? TotalSize { get; init; }

    /// <summary>The Repositories that are stored here.</summary>
    public IReadOnlyList<StoredRepository>? Repositories { get; init; }

    /// <summary>BackendSecretFound and BackendInitialized.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
