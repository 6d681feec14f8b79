using Cairn.ControlPlane.Schemas;

namespace Cairn.ControlPlane.Resources;

/// <summary>One resource in one version, as it is served.</summary>
internal sealed record ResourceInfo
{
    /// <summary>API group; empty for the core group.</summary>
    public required string Group { get; init; }

    /// <summary>Version, such as <c>v1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Name in paths, such as <c>configmaps</c>.</summary>
    public required string Plural { get; init; }

    /// <summary>Kind of its objects.</summary>
    public required string Kind { get; init; }

    /// <summary>Kind of its lists.</summary>
    public required string ListKind { get; init; }

    /// <summary>Name of one object in command lines.</summary>
    public required string Singular { get; init; }

    /// <summary>Whether its objects live in namespaces.</summary>
    public required bool IsNamespaced { get; init; }

    /// <summary>Other names in command lines.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Groups of resources in command lines, such as <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether it has the subresource <c>status</c>.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Whether its objects count the changes of what was asked for (metadata.generation).</summary>
    public bool HasGeneration { get; init; }

    /// <summary>Whether an update has to name the resource version that it changes.</summary>
    public bool NeedsVersion { get; init; }

    /// <summary>The schema of a custom resource; null for built-in kinds.</summary>
    public StructuralSchema? Schema { get; init; }

    /// <summary>Columns of a custom resource in tables.</summary>
    public IReadOnlyList<ResourceColumn> Columns { get; init; } = [];

    /// <summary>Whether it comes from a CRD.</summary>
    public bool IsCustom => Schema is not null;

    /// <summary>Group and version as objects name them.</summary>
    public string GroupVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Plural and group as messages name them.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}
