namespace Cairn.Api.Core;

/// <summary>A field of a form.</summary>
public sealed record FormField
{
    /// <summary>Its name.</summary>
    public string? Key { get; init; }

    /// <summary>Its values.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}
