using Cairn.Api.Storage;

namespace Cairn.Layout.Metadata;

/// <summary>A file of a Snapshot, or the reason why it cannot be read: one that is damaged must not hide the others.</summary>
/// <param name="Path">The file, relative to the storage's prefix.</param>
/// <param name="Snapshot">The Snapshot as it was written; null when it cannot be read.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
public sealed record StoredSnapshot(string Path, Snapshot? Snapshot, string? Problem);
