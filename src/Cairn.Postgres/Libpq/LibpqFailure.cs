using Cairn.Postgres.Connections;

namespace Cairn.Postgres.Libpq;

/// <summary>Turns what libpq and the server say into an exception that names the side that failed and what to do next.</summary>
internal static class LibpqFailure
{
    // SQLSTATE to meaning: PostgreSQL documentation, appendix "PostgreSQL Error Codes". The longest beginning that fits counts.
    private static readonly (string Code, PostgresErrorKind Kind, bool IsTransient, string Hint)[] Codes =
    [
        ("53100", PostgresErrorKind.OutOfSpace, false, "Free space on the server's disk."),
        ("53300", PostgresErrorKind.TooManyConnections, true, "Wait, close connections, raise max_connections, or use fewer jobs."),
        ("53200", PostgresErrorKind.SqlFailed, true, "The server ran out of memory; raising max_locks_per_transaction helps when it says so."),
        ("42501", PostgresErrorKind.PermissionDenied, false, "Grant the right, or connect as a user that has it."),
        ("57014", PostgresErrorKind.StatementCanceled, true,
            "Repeat; on a standby raise max_standby_streaming_delay or switch hot_standby_feedback on."),
        ("40001", PostgresErrorKind.StatementCanceled, true,
            "Repeat; on a standby raise max_standby_streaming_delay or switch hot_standby_feedback on."),
        ("57P0", PostgresErrorKind.ConnectionLost, true, "Look into the server's log for the reason, then repeat."),
        ("08", PostgresErrorKind.ConnectionLost, true, "Look into the server's log for the reason, then repeat."),
        ("28", PostgresErrorKind.AuthenticationFailed, false, "Check the user and the password."),
        ("3D000", PostgresErrorKind.DatabaseMissing, false, "Create the database first, or name another one."),
    ];

    /// <summary>A connection that could not be made or broke: libpq gives words only.</summary>
    public static PostgresException Connection(PostgresServer server, PostgresSide side, string text)
    {
        FailureRule? rule = FailureRules.Find(text);
        string words = ToolEnvironment.Redactor(server).Redact(text.Trim());
        string hint = rule?.Hint ?? "Look into the server's log for the reason.";
        return new PostgresException(rule?.Kind ?? PostgresErrorKind.ConnectionLost, side,
            $"{Name(side)} {server.Display}: {words}\n{hint}", rule?.IsTransient ?? true);
    }

    /// <summary>A statement that the server refused.</summary>
    public static PostgresException Statement(PostgresServer server, PostgresSide side, string code, string text)
    {
        if (code.Length == 0)
        {
            return Connection(server, side, text);
        }

        string words = ToolEnvironment.Redactor(server).Redact(text.Trim());
        (_, PostgresErrorKind kind, bool isTransient, string hint) = Codes.FirstOrDefault(c => code.StartsWith(c.Code, StringComparison.Ordinal));
        return hint is null
            ? new PostgresException(PostgresErrorKind.SqlFailed, side, $"{Name(side)} {server.Display}: {words} (SQLSTATE {code})") { SqlState = code }
            : new PostgresException(kind, side, $"{Name(side)} {server.Display}: {words} (SQLSTATE {code})\n{hint}", isTransient) { SqlState = code };
    }

    /// <summary>A server that did not answer in time.</summary>
    public static PostgresException TimedOut(PostgresServer server, PostgresSide side, TimeSpan limit) =>
        ToolFailure.TimedOut("Cairn", server, side, limit);

    private static string Name(PostgresSide side) => side == PostgresSide.TargetDatabase ? "Target database" : "Source database";
}
