namespace Cairn.Testing.Backends;

/// <summary>The operations of a backend, as <see cref="FaultyBackend"/> counts them.</summary>
public enum BackendOperation
{
    /// <summary>CreateAsync.</summary>
    Create,

    /// <summary>SaveAsync.</summary>
    Save,

    /// <summary>LoadAsync.</summary>
    Load,

    /// <summary>LoadAllAsync.</summary>
    LoadAll,

    /// <summary>StatAsync.</summary>
    Stat,

    /// <summary>ListAsync: counted once a listing.</summary>
    List,

    /// <summary>RemoveAsync.</summary>
    Remove,
}
