using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>What is restored, where from, and how.</summary>
public sealed record RestoreSessionSpec
{
    /// <summary>The application that is written to. Unset: the one that was backed up.</summary>
    public TypedObjectReference? Target { get; init; }

    /// <summary>The Snapshot that is restored. Needed.</summary>
    public RestoreDataSource? DataSource { get; init; }

    /// <summary>The addon and its tasks that do it.</summary>
    public AddonSpec? Addon { get; init; }

    /// <summary>What is done before and after it. Unset: nothing.</summary>
    public RestoreHooks? Hooks { get; init; }

    /// <summary>Time after which it is ended as failed, as a Go duration such as 2h30m. Unset: no limit.</summary>
    public string? RestoreTimeout { get; init; }

    /// <summary>How database objects are restored with their data. Kept, and not acted on.</summary>
    public ManifestOptions? ManifestOptions { get; init; }
}
