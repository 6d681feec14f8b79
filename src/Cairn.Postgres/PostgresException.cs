namespace Cairn.Postgres;

/// <summary>
/// A failure of a PostgreSQL server or of one of its client programs. The message names the side that failed and what to do next; it never
/// holds a secret.
/// </summary>
public sealed class PostgresException(
    PostgresErrorKind kind, PostgresSide side, string message, bool isTransient = false, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What went wrong.</summary>
    public PostgresErrorKind Kind { get; } = kind;

    /// <summary>Which side failed.</summary>
    public PostgresSide Side { get; } = side;

    /// <summary>True when the same work may succeed later without any change of settings.</summary>
    public bool IsTransient { get; } = isTransient;

    /// <summary>The server's code for the failure of a statement (SQLSTATE, five characters); null when there is none.</summary>
    public string? SqlState { get; init; }

    internal static PostgresException Configuration(string message) =>
        new(PostgresErrorKind.InvalidConfiguration, PostgresSide.Configuration, message);
}
