namespace Cairn.Kubernetes.Clients;

/// <summary>Why an API server did not do what it was asked for.</summary>
public enum ClusterErrorKind
{
    /// <summary>Anything that has no kind of its own.</summary>
    Other,

    /// <summary>There is no such object, or the server does not know the kind.</summary>
    NotFound,

    /// <summary>The object was changed by somebody else meanwhile: read it again and decide again.</summary>
    Conflict,

    /// <summary>An object of this name exists.</summary>
    AlreadyExists,

    /// <summary>The version that was asked for is no longer remembered: list again.</summary>
    Gone,

    /// <summary>The object breaks a rule of its kind.</summary>
    Invalid,

    /// <summary>The credentials are not accepted.</summary>
    Unauthorized,

    /// <summary>The account may not do this.</summary>
    Forbidden,

    /// <summary>The server is overloaded, not reachable or broken: the same request may succeed later.</summary>
    Unavailable,
}
