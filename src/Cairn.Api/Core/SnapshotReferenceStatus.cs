using Cairn.Api.Meta;
using Cairn.Api.Schema;
using Cairn.Api.Storage;

namespace Cairn.Api.Core;

/// <summary>A Snapshot of a run.</summary>
public sealed record SnapshotReferenceStatus
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its phase.</summary>
    [OneOf(typeof(SnapshotPhases))]
    public string? Phase { get; init; }

    /// <summary>The application.</summary>
    public TypedObjectReference? AppRef { get; init; }

    /// <summary>The Repository it is in.</summary>
    public string? Repository { get; init; }
}
