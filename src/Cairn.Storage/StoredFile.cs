namespace Cairn.Storage;

/// <summary>One entry of a backend listing.</summary>
/// <param name="Handle">The file.</param>
/// <param name="Size">Its length in bytes.</param>
public readonly record struct StoredFile(FileHandle Handle, long Size);
