namespace Cairn.Postgres;

/// <summary>What went wrong with a server or one of its client programs, as far as a caller has to tell cases apart.</summary>
public enum PostgresErrorKind
{
    /// <summary>The settings cannot work: a malformed URL, an unknown parameter, an argument that is refused.</summary>
    InvalidConfiguration,

    /// <summary>The server's host name does not resolve. Transient only when the resolver itself said "try again".</summary>
    HostNotFound,

    /// <summary>The host has no route, or its network is down.</summary>
    HostUnreachable,

    /// <summary>Nothing listens on the port or the socket.</summary>
    ConnectionRefused,

    /// <summary>The server did not answer within the limit.</summary>
    TimedOut,

    /// <summary>An established connection was cut: by the network, an administrator or a crash.</summary>
    ConnectionLost,

    /// <summary>TLS was demanded and the server does not offer it.</summary>
    TlsUnsupported,

    /// <summary>The server's certificate is not trusted, or names another host.</summary>
    TlsUntrusted,

    /// <summary>Another TLS failure: protocol versions, the client's own key or certificate.</summary>
    TlsFailed,

    /// <summary>The password is missing or wrong, or another way of authentication failed.</summary>
    AuthenticationFailed,

    /// <summary>The server's rules do not let this user, host or database in.</summary>
    NotAllowed,

    /// <summary>The user does not exist on the server, or may not log in.</summary>
    RoleMissing,

    /// <summary>The database does not exist on the server.</summary>
    DatabaseMissing,

    /// <summary>The server is starting up, recovering or shutting down.</summary>
    NotReady,

    /// <summary>All connection slots are taken.</summary>
    TooManyConnections,

    /// <summary>No server of the list has the role that <c>target_session_attrs</c> asks for.</summary>
    WrongServerRole,

    /// <summary>The user lacks a right on an object.</summary>
    PermissionDenied,

    /// <summary>The server cancelled a statement: a time-out, a conflict with recovery on a standby, an administrator.</summary>
    StatementCanceled,

    /// <summary>The server's disk is full.</summary>
    OutOfSpace,

    /// <summary>The server has no room for as many locks as there are tables (<c>max_locks_per_transaction</c>).</summary>
    OutOfLocks,

    /// <summary>No client program is installed that can do the work.</summary>
    ClientMissing,

    /// <summary>An SQL statement of the script failed.</summary>
    SqlFailed,

    /// <summary>The client program was ended by a signal.</summary>
    ToolKilled,

    /// <summary>The client program failed in another way.</summary>
    ToolFailed,
}
