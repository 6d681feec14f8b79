using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Kinds;
using Cairn.ControlPlane.Schemas;
using Cairn.ControlPlane.Store;

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

    /// <summary>Whether a deletion answers the object also when it is gone at once.</summary>
    public bool AnswersDeleted { get; init; }

    /// <summary>Whether its objects are only answered, never stored: it can be created, and nothing else.</summary>
    public bool IsVirtual { get; init; }

    /// <summary>Its subresources.</summary>
    public IReadOnlyList<ResourcePart> Parts { get; init; } = [];

    /// <summary>The resource whose objects these are under other field names; null for most, which are stored as they are served.</summary>
    public ResourceInfo? StoredAs { get; init; }

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

    /// <summary>The resource that the store knows.</summary>
    public ResourceInfo Stored => StoredAs ?? this;

    /// <summary>A stored object as this resource shows it; may be the same one.</summary>
    public JsonObject Show(JsonObject stored) => StoredAs is null ? stored : EventForms.ToGroup(stored);

    /// <summary>A stored object as this resource shows it, as JSON.</summary>
    public byte[] ShowBytes(StoredObject stored) => StoredAs is null ? stored.Json : EventForms.ToGroup(stored.Parse()).ToBytes();

    /// <summary>What a client sent for this resource, as it is stored; may be the same one.</summary>
    public JsonObject Keep(JsonObject sent) => StoredAs is null ? sent : EventForms.ToCore(sent);
}
