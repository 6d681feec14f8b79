namespace Cairn.Postgres.Connections;

/// <summary>What a phrase in the error output of a client program means.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="IsTransient">Whether the same work may succeed later.</param>
/// <param name="Hint">What to do next: a sentence.</param>
/// <param name="Phrases">Any of these, exactly, shows the failure.</param>
internal sealed record FailureRule(PostgresErrorKind Kind, bool IsTransient, string Hint, params string[] Phrases);
