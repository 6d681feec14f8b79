using System.Text.Json;
using Cairn.Postgres.Dump.Parallel;

namespace Cairn.Postgres.Restore.Parallel;

/// <summary>The table of contents of a dump (toc.json), as it is read. Its form is described in docs/toc-json.md.</summary>
internal sealed record DumpToc(
    string Database, string ServerVersion, string DumpEncoding, long Size, IReadOnlyList<DumpTocEntry> Entries)
{
    /// <summary>Reads and checks it. Fails with <see cref="PostgresErrorKind.InvalidConfiguration"/> when it is not one that is known.</summary>
    public static DumpToc Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            int version = root.GetProperty("version").GetInt32();
            if (root.GetProperty("format").GetString() != TocWriter.Format || version != TocWriter.Version)
            {
                throw PostgresException.Configuration(
                    $"The snapshot's table of contents has version {version}, and this program reads version {TocWriter.Version}. "
                    + "Use a newer Cairn, or restore with --plain.");
            }

            DumpToc toc = new(
                root.GetProperty("database").GetString()!, root.GetProperty("serverVersion").GetString()!,
                root.GetProperty("dumpEncoding").GetString()!, root.GetProperty("size").GetInt64(),
                [.. root.GetProperty("entries").EnumerateArray().Select(Entry)]);
            return toc.Entries.All(entry => entry.Offset >= 0 && entry.Length >= 0 && entry.Offset + entry.Length <= toc.Size)
                ? toc
                : throw PostgresException.Configuration("The snapshot's table of contents names places that its script does not have.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw PostgresException.Configuration($"The snapshot's table of contents is not valid: {e.Message} Restore with --plain.");
        }
    }

    private static DumpTocEntry Entry(JsonElement json)
    {
        bool isTable = json.GetProperty("type").GetString() == "table";
        return new DumpTocEntry
        {
            Type = json.GetProperty("type").GetString()!,
            ObjectDumpId = json.GetProperty("objectDumpId").GetInt32(),
            Schema = json.TryGetProperty("schema", out JsonElement schema) ? schema.GetString()! : "",
            Name = json.TryGetProperty("name", out JsonElement name) ? name.GetString()! : "",
            Offset = json.GetProperty("offset").GetInt64(),
            Length = json.GetProperty("length").GetInt64(),
            Rows = isTable ? json.GetProperty("rows").GetInt64() : 0,
            Bytes = isTable ? json.GetProperty("bytes").GetInt64() : 0,
            StatementOffset = isTable ? json.GetProperty("statementOffset").GetInt64() : 0,
            StatementLength = isTable ? json.GetProperty("statementLength").GetInt64() : 0,
            Ranges = isTable ? [.. json.GetProperty("ranges").EnumerateArray().Select(Range)] : [],
        };
    }

    private static DumpTocRange Range(JsonElement json) => new(
        json.GetProperty("offset").GetInt64(), json.GetProperty("length").GetInt64(), json.GetProperty("rows").GetInt64());
}
