using Cairn.Api.Storage;

namespace Cairn.Layout.Metadata;

/// <summary>What <c>metadata.yaml</c> says: which Repositories a storage has. A storage without this file has not been initialised.</summary>
public sealed record BackendMetadata
{
    /// <summary>When the storage was initialised.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>The version of the program that wrote the file.</summary>
    public string? OperatorVersion { get; init; }

    /// <summary>The Repositories, in no particular order.</summary>
    public IReadOnlyList<StoredRepository> Repositories { get; init; } = [];
}
