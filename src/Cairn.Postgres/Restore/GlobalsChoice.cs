namespace Cairn.Postgres.Restore;

/// <summary>Whether roles and tablespaces of a server's dump are restored.</summary>
public enum GlobalsChoice
{
    /// <summary>With all databases, and not with some of them.</summary>
    WithAll,

    /// <summary>Before the databases.</summary>
    Restore,

    /// <summary>Not at all.</summary>
    Skip,

    /// <summary>They, and no database.</summary>
    Only,
}
