namespace Cairn.Api.Core;

/// <summary>An entry of a plan for one application.</summary>
public sealed record SessionSpec : SessionSettings
{
    /// <summary>The addon and its tasks that make the backup.</summary>
    public AddonSpec? Addon { get; init; }

    /// <summary>Where the backup goes. One dump feeds all of them. At least one is needed.</summary>
    public IReadOnlyList<RepositoryPlan>? Repositories { get; init; }
}
