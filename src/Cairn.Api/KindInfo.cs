using System.Text.Json.Serialization.Metadata;
using Cairn.Api.Schema;

namespace Cairn.Api;

/// <summary>What an API server has to know about a kind besides its fields.</summary>
public sealed record KindInfo
{
    /// <summary>API group.</summary>
    public required string Group { get; init; }

    /// <summary>The kind, such as BackupStorage.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the resource in paths, such as backupstorages. Two kinds have a singular word here, as KubeStash has.</summary>
    public required string Plural { get; init; }

    /// <summary>The kind in lower case.</summary>
    public string Singular => Kind.ToLowerInvariant();

    /// <summary>Short names for the command line.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Whether objects live in a namespace. Default: yes.</summary>
    public bool IsNamespaced { get; init; } = true;

    /// <summary>Names by which several kinds are listed together.</summary>
    public IReadOnlyList<string> Categories { get; init; } = ["kubestash", "appscode", "all"];

    /// <summary>Whether the status is written apart from the rest.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Columns of lists, besides the name.</summary>
    public IReadOnlyList<KindColumn> Columns { get; init; } = [];

    /// <summary>Rules that an API server checks, by the path of the node they stand at; the object itself has the empty path.</summary>
    public IReadOnlyDictionary<string, SchemaRule> Rules { get; init; } = new Dictionary<string, SchemaRule>();

    /// <summary>How objects are read and written.</summary>
    public required JsonTypeInfo TypeInfo { get; init; }

    /// <summary>Group and version, such as core.kubestash.com/v1alpha1.</summary>
    public string ApiVersion => $"{Group}/{ApiGroups.Version}";

    /// <summary>Name of the CRD, such as backupstorages.storage.kubestash.com.</summary>
    public string CrdName => $"{Plural}.{Group}";
}
