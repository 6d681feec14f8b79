namespace Cairn.Postgres.Archives;

/// <summary>An archive that is not understood. The message is the end of a sentence that begins with "because".</summary>
internal sealed class ArchiveFormatException(string reason) : Exception(reason);
