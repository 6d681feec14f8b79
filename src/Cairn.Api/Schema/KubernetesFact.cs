namespace Cairn.Api.Schema;

/// <summary>What is known about one of Kubernetes' own types beyond the names of its fields.</summary>
internal sealed record KubernetesFact
{
    /// <summary>Fields that must be given, in alphabetical order.</summary>
    public string[] Required { get; init; } = [];

    /// <summary>Whether an object of the type is replaced as a whole.</summary>
    public bool IsAtomic { get; init; }

    /// <summary>Lists that are replaced as a whole.</summary>
    public string[] AtomicLists { get; init; } = [];

    /// <summary>Lists whose entries are told apart by some of their fields.</summary>
    public Dictionary<string, string[]> Maps { get; init; } = [];

    /// <summary>Lists that hold a value once.</summary>
    public string[] Sets { get; init; } = [];

    /// <summary>Values of fields that are not given: texts and booleans.</summary>
    public Dictionary<string, object> Defaults { get; init; } = [];

    /// <summary>The fields that may be used where the type stands inside another object. Empty: all.</summary>
    public string[] Only { get; init; } = [];
}
