namespace Cairn.Restic.Blobs;

/// <summary>Takes a blob's content, which is only valid during the call.</summary>
internal delegate void ReadBlob(ReadOnlySpan<byte> plaintext);
