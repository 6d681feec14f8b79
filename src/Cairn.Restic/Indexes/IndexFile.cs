using System.Buffers;
using System.Text.Json;
using Cairn.Restic.Blobs;
using Cairn.Restic.Packs;

namespace Cairn.Restic.Indexes;

/// <summary>
/// The content of an index file: a list of packs with their blobs. Source: restic's design document, "Indexing". Read and written token by
/// token: an index of millions of blobs passes through without an object for each.
/// </summary>
internal static class IndexFile
{
    /// <summary>An index file may be this large after decompression, in bytes.</summary>
    public const long MaxSize = 1L << 30;

    /// <summary>restic's own limit for the blobs of one index file.</summary>
    public const int MaxBlobs = 50_000;

    private const int MaxHandedOn = 4096;

    /// <summary>Writes the JSON form.</summary>
    public static byte[] Encode(IEnumerable<(PackId Pack, IReadOnlyList<PackedBlob> Blobs)> packs)
    {
        ArrayBufferWriter<byte> buffer = new(64 * 1024);
        Encode(packs, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the JSON form to a buffer.</summary>
    public static void Encode(IEnumerable<(PackId Pack, IReadOnlyList<PackedBlob> Blobs)> packs, ArrayBufferWriter<byte> buffer)
    {
        using Utf8JsonWriter json = new(buffer, new JsonWriterOptions { SkipValidation = true });
        Span<byte> digits = stackalloc byte[2 * Sha256Id.Size];
        json.WriteStartObject();
        json.WriteStartArray("packs"u8);
        foreach ((PackId pack, IReadOnlyList<PackedBlob> blobs) in packs)
        {
            json.WriteStartObject();
            pack.Value.FormatTo(digits);
            json.WriteString("id"u8, digits);
            json.WriteStartArray("blobs"u8);
            foreach (PackedBlob blob in blobs)
            {
                WriteBlob(json, blob, digits);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>
    /// Reads the JSON form and hands each pack's blobs to <paramref name="add"/>, many in several calls, in a list that is only valid during the
    /// call. Checks every field, since the bytes may be damaged.
    /// </summary>
    public static void Decode(IndexId id, JsonPieces json, Action<PackId, IReadOnlyList<PackedBlob>> add)
    {
        try
        {
            IndexTokens reader = new(json);
            List<PackedBlob> blobs = [];
            bool hasPacks = false;
            Expect(reader.Read() && reader.Type == JsonTokenType.StartObject, "it is no object");
            while (NextProperty(ref reader))
            {
                if (reader.ValueEquals("packs"u8))
                {
                    hasPacks = true;
                    ReadPacks(ref reader, blobs, add);
                }
                else
                {
                    SkipValue(ref reader);
                }
            }

            Expect(hasPacks, "no packs");
            Expect(!reader.Read(), "something follows it");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw RepositoryException.Damaged($"Index {id}", $"its JSON is not valid ({e.Message})", e);
        }
    }

    private static void WriteBlob(Utf8JsonWriter json, PackedBlob blob, Span<byte> digits)
    {
        json.WriteStartObject();
        blob.Handle.Id.Value.FormatTo(digits);
        json.WriteString("id"u8, digits);
        json.WriteString("type"u8, blob.Handle.Type == BlobType.Tree ? "tree"u8 : "data"u8);
        json.WriteNumber("offset"u8, blob.Offset);
        json.WriteNumber("length"u8, blob.Length);
        if (blob.UncompressedLength != 0)
        {
            json.WriteNumber("uncompressed_length"u8, blob.UncompressedLength);
        }

        json.WriteEndObject();
    }

    private static void ReadPacks(ref IndexTokens reader, List<PackedBlob> blobs, Action<PackId, IReadOnlyList<PackedBlob>> add)
    {
        StartArray(ref reader, "packs are no list");
        while (NextElement(ref reader))
        {
            Expect(reader.Type == JsonTokenType.StartObject, "a pack is no object");
            Sha256Id? pack = null;
            bool hasBlobs = false;
            blobs.Clear();
            while (NextProperty(ref reader))
            {
                if (reader.ValueEquals("id"u8))
                {
                    pack = ReadId(ref reader, "a pack has no valid name");
                }
                else if (reader.ValueEquals("blobs"u8))
                {
                    hasBlobs = true;
                    ReadBlobs(ref reader, pack, blobs, add);
                }
                else
                {
                    SkipValue(ref reader);
                }
            }

            Expect(hasBlobs, "a pack has no blobs");
            HandOn(pack ?? throw new JsonException("a pack has no valid name"), blobs, add);
        }
    }

    /// <summary>Hands on blobs now and then where the pack's name is known already, as in all files that restic and Cairn write.</summary>
    private static void ReadBlobs(
        ref IndexTokens reader, Sha256Id? pack, List<PackedBlob> blobs, Action<PackId, IReadOnlyList<PackedBlob>> add)
    {
        StartArray(ref reader, "a pack has no blobs");
        while (NextElement(ref reader))
        {
            Expect(reader.Type == JsonTokenType.StartObject, "a blob is no object");
            blobs.Add(ReadBlob(ref reader));
            if (pack is not null && blobs.Count == MaxHandedOn)
            {
                HandOn(pack.Value, blobs, add);
                blobs.Clear();
            }
        }
    }

    /// <summary>In the order in which they lie in the pack, as Cairn writes them and restic does not: the master index keeps neighbours in less
    /// memory.</summary>
    private static void HandOn(Sha256Id pack, List<PackedBlob> blobs, Action<PackId, IReadOnlyList<PackedBlob>> add)
    {
        for (int i = 1; i < blobs.Count; i++)
        {
            if (blobs[i].Offset < blobs[i - 1].Offset)
            {
                blobs.Sort((left, right) => left.Offset.CompareTo(right.Offset));
                break;
            }
        }

        add(new PackId(pack), blobs);
    }

    private static PackedBlob ReadBlob(ref IndexTokens reader)
    {
        Sha256Id? id = null;
        BlobType? type = null;
        (uint offset, uint length, uint uncompressedLength) = (0, 0, 0);
        while (NextProperty(ref reader))
        {
            if (reader.ValueEquals("id"u8))
            {
                id = ReadId(ref reader, "a blob has no valid name");
            }
            else if (reader.ValueEquals("type"u8))
            {
                Expect(reader.Read() && reader.Type == JsonTokenType.String, "a blob has no type");
                type = reader.ValueEquals("data"u8) ? BlobType.Data
                    : reader.ValueEquals("tree"u8) ? BlobType.Tree
                    : throw new JsonException("a blob has an unknown type");
            }
            else if (reader.ValueEquals("offset"u8))
            {
                offset = ReadNumber(ref reader);
            }
            else if (reader.ValueEquals("length"u8))
            {
                length = ReadNumber(ref reader);
            }
            else if (reader.ValueEquals("uncompressed_length"u8))
            {
                uncompressedLength = ReadNumber(ref reader);
            }
            else
            {
                SkipValue(ref reader);
            }
        }

        Expect(length is >= Crypto.BlobCipher.Overhead and <= BlobCodec.MaxLength && uncompressedLength <= BlobCodec.MaxLength
            && offset <= uint.MaxValue - length, "a blob has an impossible length");
        BlobHandle handle = new(
            type ?? throw new JsonException("a blob has no type"), new BlobId(id ?? throw new JsonException("a blob has no valid name")));
        return new PackedBlob(handle, offset, length, uncompressedLength);
    }

    private static Sha256Id ReadId(ref IndexTokens reader, string problem)
    {
        Expect(reader.Read() && reader.Type == JsonTokenType.String && !reader.IsEscaped, problem);
        return Sha256Id.TryParse(reader.Value, out Sha256Id id) ? id : throw new JsonException(problem);
    }

    private static uint ReadNumber(ref IndexTokens reader)
    {
        uint value = 0;
        Expect(reader.Read() && reader.Type == JsonTokenType.Number && reader.TryGetNumber(out value), "a blob has an impossible length");
        return value;
    }

    private static void StartArray(ref IndexTokens reader, string problem) =>
        Expect(reader.Read() && reader.Type == JsonTokenType.StartArray, problem);

    private static bool NextElement(ref IndexTokens reader)
    {
        Expect(reader.Read(), "it ends early");
        return reader.Type != JsonTokenType.EndArray;
    }

    private static bool NextProperty(ref IndexTokens reader)
    {
        Expect(reader.Read(), "it ends early");
        return reader.Type == JsonTokenType.PropertyName;
    }

    private static void SkipValue(ref IndexTokens reader)
    {
        Expect(reader.TrySkipValue(), "it ends early");
    }

    private static void Expect([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool condition, string problem)
    {
        if (!condition)
        {
            throw new JsonException(problem);
        }
    }
}
