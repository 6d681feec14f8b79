namespace Cairn.Postgres.Dump;

/// <summary>A file of the snapshot that a dump makes.</summary>
/// <typeparam name="TPart">What the store keeps for a stream that it has stored.</typeparam>
/// <param name="Name">Its name; no directories.</param>
/// <param name="Parts">The stored streams whose bytes, one behind the other, are the file.</param>
public sealed record DumpFile<TPart>(string Name, IReadOnlyList<TPart> Parts);
