using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cairn.Postgres.Dump.Servers;

/// <summary>Writes the toc.json of a whole server. Its form is described in docs/toc-json.md; a change that readers must know of raises the version.</summary>
internal sealed class ServerTocWriter : IDisposable
{
    public const int Version = 1;
    public const string Format = "cairn-server-toc";

    private readonly MemoryStream _output = new();
    private readonly Utf8JsonWriter _json;
    private long _offset;

    /// <summary>Writes what comes before the databases.</summary>
    /// <param name="fileName">The name of the script.</param>
    /// <param name="facts">What is known of the server.</param>
    /// <param name="globalsLength">How long globals.sql is.</param>
    /// <param name="offset">Where in the script the databases begin.</param>
    public ServerTocWriter(string fileName, ServerFactsForToc facts, long globalsLength, long offset)
    {
        _json = new Utf8JsonWriter(_output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _offset = offset;
        _json.WriteStartObject();
        _json.WriteString("format", Format);
        _json.WriteNumber("version", Version);
        _json.WriteString("started", facts.Started);
        _json.WriteString("serverVersion", facts.Version);
        _json.WriteNumber("serverVersionNumber", facts.VersionNumber);
        _json.WriteString("clientVersion", facts.ClientVersion);
        _json.WriteString("file", fileName);
        _json.WriteString("globals", DumpFileNames.Globals);
        _json.WriteNumber("globalsLength", globalsLength);
        _json.WriteStartArray("databases");
    }

    /// <summary>Adds the next database of the script.</summary>
    /// <param name="piece">The database.</param>
    /// <param name="headerLength">How many bytes stand in the script between the last database and this one.</param>
    public void Add<TPart>(ServerDumpPiece<TPart> piece, long headerLength)
    {
        _offset += headerLength;
        _json.WriteStartObject();
        _json.WriteString("name", piece.Database.Name);
        _json.WriteNumber("oid", piece.Database.Oid);
        _json.WriteNumber("offset", _offset);
        _json.WriteNumber("length", piece.Length);
        if (piece.Rows is { } rows)
        {
            _json.WriteNumber("rows", rows);
            _json.WriteString("toc", DumpFileNames.TocOf(piece.Database.Name));
            _json.WriteString("schemaArchive", DumpFileNames.SchemaOf(piece.Database.Name));
        }

        _json.WriteEndObject();
        _offset += piece.Length;
    }

    /// <summary>The whole, to be asked for once.</summary>
    /// <param name="ended">When the last row had been read.</param>
    /// <param name="endLength">How many bytes of the script stand behind the last database.</param>
    public byte[] Finish(DateTimeOffset ended, long endLength)
    {
        _json.WriteEndArray();
        _json.WriteString("ended", ended);
        _json.WriteNumber("size", _offset + endLength);
        _json.WriteEndObject();
        _json.Flush();
        return _output.ToArray();
    }

    public void Dispose()
    {
        _json.Dispose();
        _output.Dispose();
    }
}
