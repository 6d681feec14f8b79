namespace Cairn.Api.Manifests;

/// <summary>What a node of a manifest is.</summary>
public enum ManifestNodeKind
{
    /// <summary>No value.</summary>
    Null,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A list.</summary>
    List,

    /// <summary>Named values.</summary>
    Map,
}
