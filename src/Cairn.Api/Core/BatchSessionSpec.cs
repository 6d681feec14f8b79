namespace Cairn.Api.Core;

/// <summary>An entry of a plan for several applications.</summary>
public sealed record BatchSessionSpec : SessionSettings
{
    /// <summary>How each application is backed up.</summary>
    public IReadOnlyList<BatchSessionTarget>? Targets { get; init; }
}
