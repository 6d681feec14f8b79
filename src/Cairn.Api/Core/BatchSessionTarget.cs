namespace Cairn.Api.Core;

/// <summary>How an application is backed up in a session of a batch.</summary>
public sealed record BatchSessionTarget
{
    /// <summary>The application's name in the batch.</summary>
    public string? Name { get; init; }

    /// <summary>The addon and its tasks that make the backup.</summary>
    public AddonSpec? Addon { get; init; }

    /// <summary>Where the backup goes.</summary>
    public IReadOnlyList<RepositoryPlan>? Repositories { get; init; }
}
