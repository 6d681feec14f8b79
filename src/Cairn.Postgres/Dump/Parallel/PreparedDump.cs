namespace Cairn.Postgres.Dump.Parallel;

/// <summary>What came of preparing a parallel dump: a session, or the reason why this dump has to take the plain way.</summary>
/// <param name="Session">The session, to be disposed by the caller; null when the parallel way is refused.</param>
/// <param name="Refusal">The end of a sentence that begins with "because"; null when there is a session.</param>
public sealed record PreparedDump(DumpSession? Session, string? Refusal);
