using System.Text.Json;

namespace Cairn.Postgres.Dump.Parallel;

/// <summary>Writes toc.json. Its form is described in docs/toc-json.md; a change that readers must know of raises the version.</summary>
internal static class TocWriter
{
    public const int Version = 1;
    public const string Format = "cairn-toc";

    public static byte[] Write(string fileName, string schemaName, DumpSession session, IReadOnlyList<DumpEntry> entries)
    {
        long[] starts = new long[session.Parts.Count + 1];
        foreach (DumpPart part in session.Parts)
        {
            starts[part.Number + 1] = starts[part.Number] + part.Length;
        }

        using MemoryStream output = new();
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            WriteFacts(json, session);
            json.WriteString("file", fileName);
            json.WriteNumber("size", starts[^1]);
            json.WriteNumber("preDataLength", starts[1]);
            json.WriteNumber("postDataOffset", starts[^2]);
            json.WriteString("schemaArchive", schemaName);
            json.WriteStartArray("entries");
            foreach (DumpEntry entry in entries)
            {
                WriteEntry(json, entry, starts);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return output.ToArray();
    }

    private static void WriteFacts(Utf8JsonWriter json, DumpSession session)
    {
        DumpFacts facts = session.Facts;
        json.WriteString("started", facts.Started);
        json.WriteString("ended", session.Ended);
        json.WriteString("lsn", facts.Lsn);
        json.WriteString("database", facts.Database);
        json.WriteString("serverVersion", facts.ServerVersion);
        json.WriteNumber("serverVersionNumber", facts.ServerVersionNumber);
        json.WriteBoolean("standby", facts.IsStandby);
        json.WriteString("clientVersion", facts.ClientVersion);
        json.WriteString("encoding", facts.Encoding);
        json.WriteString("dumpEncoding", facts.DumpEncoding);
        json.WriteString("collation", facts.Collation);
        json.WriteString("characterType", facts.CharacterType);
        json.WriteStartObject("extensions");
        foreach ((string name, string version) in facts.Extensions)
        {
            json.WriteString(name, version);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, DumpEntry entry, long[] starts)
    {
        long start = Place(entry.Start, starts);
        json.WriteStartObject();
        json.WriteString("type", entry.Type);
        json.WriteNumber("dumpId", entry.Archive.DumpId);
        json.WriteNumber("objectDumpId", entry.Archive.Dependencies is [int first, ..] ? first : 0);
        if (entry.Type != "largeObjects")
        {
            json.WriteString("schema", entry.Schema);
            json.WriteString("name", entry.Name);
        }

        json.WriteNumber("offset", start);
        json.WriteNumber("length", Place(entry.End, starts) - start);
        if (entry.Type == "table")
        {
            json.WriteNumber("oid", entry.Archive.Oid);
            json.WriteNumber("rows", entry.Ranges.Sum(range => range.Rows));
            json.WriteNumber("bytes", entry.Ranges.Sum(range => range.Length));
            json.WriteNumber("statementOffset", Place(entry.Statement, starts));
            json.WriteNumber("statementLength", entry.Statement.Length);
            WriteRanges(json, entry, starts);
        }

        json.WriteEndObject();
    }

    private static void WriteRanges(Utf8JsonWriter json, DumpEntry entry, long[] starts)
    {
        json.WriteStartArray("ranges");
        foreach (DumpSpan range in entry.Ranges)
        {
            json.WriteStartObject();
            json.WriteNumber("offset", Place(range, starts));
            json.WriteNumber("length", range.Length);
            json.WriteNumber("rows", range.Rows);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static long Place(DumpSpan span, long[] starts) => starts[span.Part] + span.Offset;
}
