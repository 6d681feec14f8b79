using System.Text.RegularExpressions;

namespace Cairn.Postgres.Connections;

/// <summary>
/// Recognises failures by the words that libpq and the server use. Client programs print no SQLSTATE for a connection that failed, so
/// words are all there is; <see cref="ToolEnvironment"/> keeps libpq's in English. A server that speaks another language falls through
/// to the caller's general kind, with its own words in the message.
/// </summary>
internal static partial class FailureRules
{
    // The first match counts. With several hosts the output holds a failure for each: those that need a person come before those that pass.
    private static readonly FailureRule[] Rules =
    [
        new(PostgresErrorKind.OutOfSpace, false, "Free space on the server's disk.",
            "No space left on device"),
        new(PostgresErrorKind.OutOfLocks, false,
            "Raise max_locks_per_transaction on the server (it has to be restarted), or leave out tables: each one needs a lock.",
            "out of shared memory"),
        new(PostgresErrorKind.AuthenticationFailed, false, "Check the user and the password.",
            "password authentication failed", "no password supplied", "authentication failed for user",
            "channel binding required", "SCRAM authentication requires"),
        new(PostgresErrorKind.NotAllowed, false,
            "Let this user and address in by pg_hba.conf on the server, or connect with TLS if its rules ask for it.",
            "no pg_hba.conf entry", "pg_hba.conf rejects connection", "permission denied for database",
            "not currently accepting connections"),
        new(PostgresErrorKind.RoleMissing, false, "Create the user on the server and allow it to log in, or use another one.",
            "is not permitted to log in"),
        new(PostgresErrorKind.TlsUnsupported, false, "Switch TLS on in the server (ssl = on), or use sslmode=prefer.",
            "server does not support SSL"),
        new(PostgresErrorKind.TlsUntrusted, false,
            "Give the certificate of the authority that signed the server's with sslrootcert, "
                + "and connect by a name that the certificate holds.",
            "certificate verify failed", "root certificate file", "server certificate for"),
        new(PostgresErrorKind.ConnectionLost, true, "Look into the server's log for the reason, then repeat.",
            "terminating connection", "server closed the connection unexpectedly", "connection to server was lost",
            "could not receive data from server", "could not send data to server",
            "Connection reset by peer", "Broken pipe", "no connection to the server",
            "SSL SYSCALL error: EOF detected"),
        new(PostgresErrorKind.TlsFailed, false, "Check sslcert, sslkey (readable by its owner only) and the TLS versions of both sides.",
            "SSL error", "SSL SYSCALL error", "private key file", "could not load certificate", "certificate file"),
        new(PostgresErrorKind.WrongServerRole, true, "Check target_session_attrs, or wait for the fail-over to end.",
            "server is not in hot standby mode", "server is in hot standby mode", "session is read-only", "session is not read-only"),
        new(PostgresErrorKind.TooManyConnections, true, "Wait, close connections, or raise max_connections or the user's limit.",
            "too many clients already", "remaining connection slots are reserved", "too many connections for"),
        new(PostgresErrorKind.NotReady, true, "Wait until the server is ready.",
            "the database system is starting up", "not yet accepting connections", "the database system is in recovery mode",
            "the database system is shutting down", "the database system is not accepting connections"),
        new(PostgresErrorKind.StatementCanceled, true,
            "Repeat; on a standby raise max_standby_streaming_delay or switch hot_standby_feedback on, otherwise check statement_timeout "
                + "and lock_timeout.",
            "canceling statement due to"),
        new(PostgresErrorKind.ClientMissing, false, "Install client programs of the server's major version or newer.",
            "server version mismatch"),
        new(PostgresErrorKind.PermissionDenied, false, "Grant the right, or connect as a user that has it.",
            "permission denied for", "must be superuser", "must be owner of"),
        new(PostgresErrorKind.HostNotFound, true, "The name service did not answer: check it if this goes on.",
            "Temporary failure in name resolution"),
        new(PostgresErrorKind.HostNotFound, false, "Check the host's name.",
            "could not translate host name", "could not parse network address"),
        new(PostgresErrorKind.TimedOut, true, "Check host, port and firewalls, and whether the server is overloaded.",
            "timeout expired", "Connection timed out"),
        new(PostgresErrorKind.HostUnreachable, true, "Check the host's address, routes and firewalls.",
            "Network is unreachable", "No route to host", "Host is unreachable"),
        new(PostgresErrorKind.ConnectionRefused, true, "Check that the server runs, and its host and port.",
            "Connection refused"),
    ];

    private static readonly FailureRule DatabaseMissing = new(
        PostgresErrorKind.DatabaseMissing, false, "Create the database first, or name another one.");

    private static readonly FailureRule RoleMissing = new(
        PostgresErrorKind.RoleMissing, false, "Create the user on the server, or use another one.");

    private static readonly FailureRule SocketMissing = new(
        PostgresErrorKind.ConnectionRefused, true, "Check that the server runs, and the directory of its socket and its port.");

    /// <summary>The rule that fits the error output, or null when the words are none of those known.</summary>
    public static FailureRule? Find(string errorText)
    {
        if (MissingDatabase().IsMatch(errorText))
        {
            return DatabaseMissing;
        }

        if (MissingRole().IsMatch(errorText))
        {
            return RoleMissing;
        }

        return Array.Find(Rules, rule => Array.Exists(rule.Phrases, phrase => errorText.Contains(phrase, StringComparison.Ordinal)))
            ?? (MissingSocket().IsMatch(errorText) ? SocketMissing : null);
    }

    // FATAL only: the same words as an ERROR come from a script's statement.
    [GeneratedRegex("FATAL:  (?:[0-9A-Z]{5}: )?database \".*\" does not exist")]
    private static partial Regex MissingDatabase();

    [GeneratedRegex("FATAL:  (?:[0-9A-Z]{5}: )?role \".*\" does not exist")]
    private static partial Regex MissingRole();

    [GeneratedRegex("connection to server on socket \".*\" failed: No such file or directory")]
    private static partial Regex MissingSocket();
}
