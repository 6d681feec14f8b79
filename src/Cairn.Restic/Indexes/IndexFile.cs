using System.Text.Json;
using Cairn.Restic.Blobs;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Indexes;

/// <summary>The content of an index file: a list of packs with their blobs. Source: restic's design document, "Indexing".</summary>
internal static class IndexFile
{
    /// <summary>An index file may be this large after decompression, in bytes.</summary>
    public const long MaxSize = 1L << 30;

    /// <summary>Writes the JSON form.</summary>
    public static byte[] Encode(IEnumerable<(PackId Pack, IReadOnlyList<PackedBlob> Blobs)> packs)
    {
        IndexJson index = new(null, [.. packs.Select(pack => new IndexPackJson(pack.Pack.ToString(), [.. pack.Blobs.Select(ToJson)]))]);
        return JsonSerializer.SerializeToUtf8Bytes(index, IndexJsonContext.Default.IndexJson);
    }

    /// <summary>Reads the JSON form and hands each blob to <paramref name="add"/>; checks every field, since the bytes may be damaged.</summary>
    public static void Decode(IndexId id, ReadOnlySpan<byte> json, Action<PackId, IReadOnlyList<PackedBlob>> add)
    {
        try
        {
            IndexJson? index = JsonSerializer.Deserialize(json, IndexJsonContext.Default.IndexJson);
            foreach (IndexPackJson pack in index?.Packs ?? throw new JsonException("no packs"))
            {
                if (!Sha256Id.TryParse(pack.Id, out Sha256Id packId))
                {
                    throw new JsonException("a pack has no valid name");
                }

                add(new PackId(packId), [.. (pack.Blobs ?? throw new JsonException("a pack has no blobs")).Select(FromJson)]);
            }
        }
        catch (JsonException e)
        {
            throw RepositoryException.Damaged($"Index {id}", $"its JSON is not valid ({e.Message})", e);
        }
    }

    private static IndexBlobJson ToJson(PackedBlob blob) => new(
        blob.Handle.Id.ToString(), blob.Handle.Type == BlobType.Tree ? "tree" : "data", blob.Offset, blob.Length, blob.UncompressedLength);

    private static PackedBlob FromJson(IndexBlobJson blob)
    {
        if (!Sha256Id.TryParse(blob.Id, out Sha256Id id))
        {
            throw new JsonException("a blob has no valid name");
        }

        BlobType type = blob.Type switch
        {
            "data" => BlobType.Data,
            "tree" => BlobType.Tree,
            _ => throw new JsonException("a blob has an unknown type"),
        };
        if (blob.Length < Crypto.BlobCipher.Overhead || blob.UncompressedLength > BlobCodec.MaxLength || blob.Length > BlobCodec.MaxLength)
        {
            throw new JsonException("a blob has an impossible length");
        }

        return new PackedBlob(new BlobHandle(type, new BlobId(id)), blob.Offset, blob.Length, blob.UncompressedLength);
    }
}
