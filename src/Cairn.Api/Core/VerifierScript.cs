namespace Cairn.Api.Core;

/// <summary>A script that looks at what was restored.</summary>
public sealed record VerifierScript
{
    /// <summary>Its path in the container. Needed.</summary>
    public string? Location { get; init; }

    /// <summary>Its arguments. Unset: none.</summary>
    public IReadOnlyList<string>? Args { get; init; }
}
