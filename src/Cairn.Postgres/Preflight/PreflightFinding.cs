namespace Cairn.Postgres.Preflight;

/// <summary>Something that a preflight has found.</summary>
/// <param name="Severity">What it means for the run.</param>
/// <param name="Subject">What it is about, in one word, such as "connections" or "rights"; programs may rely on it.</param>
/// <param name="Message">Sentences for people: what it is and what to do.</param>
public sealed record PreflightFinding(PreflightSeverity Severity, string Subject, string Message);
