namespace Cairn.Postgres.Restore.Servers;

/// <summary>A database of a server's dump.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where its script starts in the file.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Toc">The file with its own table of contents; null when it was read as one stream.</param>
/// <param name="Schema">The file with its schema; null in the same case.</param>
internal sealed record ServerTocDatabase(string Name, long Offset, long Length, string? Toc, string? Schema);
