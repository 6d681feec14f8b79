namespace Cairn.Api.Meta;

/// <summary>Labels and annotations to be added.</summary>
public sealed record TemplateMetadata
{
    /// <summary>Labels, by key. Unset: none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations, by key. Unset: none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
