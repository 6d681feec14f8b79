namespace Cairn.Api.Storage;

/// <summary>One Repository as its storage sees it.</summary>
public sealed record StoredRepository
{
    /// <summary>Name of the Repository.</summary>
    public string? Name { get; init; }

    /// <summary>Namespace of the Repository.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its directory below the storage's prefix.</summary>
    public string? Path { get; init; }

    /// <summary>Its size, such as 1.204 GiB.</summary>
    public string? Size { get; init; }

    /// <summary>Whether the object agrees with what is stored.</summary>
    public bool? Synced { get; init; }

    /// <summary>Why it could not be brought to agree. Unset: no error.</summary>
    public string? Error { get; init; }
}
