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
    public static void Decode(IndexId id, ReadOnlySpan<byte> json, Action<PackId, IReadOnlyList<PackedBlob>> add)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            List<PackedBlob> blobs = [];
            bool hasPacks = false;
            Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "it is no object");
            while (NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("packs"u8))
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

    private static void ReadPacks(ref Utf8JsonReader reader, List<PackedBlob> blobs, Action<PackId, IReadOnlyList<PackedBlob>> add)
    {
        StartArray(ref reader, "packs are no list");
        while (NextElement(ref reader))
        {
            Expect(reader.TokenType == JsonTokenType.StartObject, "a pack is no object");
            Sha256Id? pack = null;
            bool hasBlobs = false;
            blobs.Clear();
            while (NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("id"u8))
                {
                    pack = ReadId(ref reader, "a pack has no valid name");
                }
                else if (reader.ValueTextEquals("blobs"u8))
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
            add(new PackId(pack ?? throw new JsonException("a pack has no valid name")), blobs);
        }
    }

    /// <summary>Hands on blobs now and then where the pack's name is known already, as in all files that restic and Cairn write.</summary>
    private static void ReadBlobs(
        ref Utf8JsonReader reader, Sha256Id? pack, List<PackedBlob> blobs, Action<PackId, IReadOnlyList<PackedBlob>> add)
    {
        StartArray(ref reader, "a pack has no blobs");
        while (NextElement(ref reader))
        {
            Expect(reader.TokenType == JsonTokenType.StartObject, "a blob is no object");
            blobs.Add(ReadBlob(ref reader));
            if (pack is not null && blobs.Count == MaxHandedOn)
            {
                add(new PackId(pack.Value), blobs);
                blobs.Clear();
            }
        }
    }

    private static PackedBlob ReadBlob(ref Utf8JsonReader reader)
    {
        Sha256Id? id = null;
        BlobType? type = null;
        (uint offset, uint length, uint uncompressedLength) = (0, 0, 0);
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
            {
                id = ReadId(ref reader, "a blob has no valid name");
            }
            else if (reader.ValueTextEquals("type"u8))
            {
                Expect(reader.Read() && reader.TokenType == JsonTokenType.String, "a blob has no type");
                type = reader.ValueTextEquals("data"u8) ? BlobType.Data
                    : reader.ValueTextEquals("tree"u8) ? BlobType.Tree
                    : throw new JsonException("a blob has an unknown type");
            }
            else if (reader.ValueTextEquals("offset"u8))
            {
                offset = ReadNumber(ref reader);
            }
            else if (reader.ValueTextEquals("length"u8))
            {
                length = ReadNumber(ref reader);
            }
            else if (reader.ValueTextEquals("uncompressed_length"u8))
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

    private static Sha256Id ReadId(ref Utf8JsonReader reader, string problem)
    {
        Expect(reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped, problem);
        return Sha256Id.TryParse(reader.ValueSpan, out Sha256Id id) ? id : throw new JsonException(problem);
    }

    private static uint ReadNumber(ref Utf8JsonReader reader)
    {
        Expect(reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetUInt32(out uint value), "a blob has an impossible length");
        reader.TryGetUInt32(out value);
        return value;
    }

    private static void StartArray(ref Utf8JsonReader reader, string problem) =>
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartArray, problem);

    private static bool NextElement(ref Utf8JsonReader reader)
    {
        Expect(reader.Read(), "it ends early");
        return reader.TokenType != JsonTokenType.EndArray;
    }

    private static bool NextProperty(ref Utf8JsonReader reader)
    {
        Expect(reader.Read(), "it ends early");
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        Expect(reader.Read(), "it ends early");
        reader.Skip();
    }

    private static void Expect([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool condition, string problem)
    {
        if (!condition)
        {
            throw new JsonException(problem);
        }
    }
}
