using System.Text.Json;
using Cairn.Postgres.Dump.Servers;

namespace Cairn.Postgres.Restore.Servers;

/// <summary>The table of contents of a server's dump, as it is read. Its form is described in docs/toc-json.md.</summary>
internal sealed record ServerToc(string Globals, IReadOnlyList<ServerTocDatabase> Databases)
{
    /// <summary>Reads and checks it. Fails with <see cref="PostgresErrorKind.InvalidConfiguration"/> when it is not one that is known.</summary>
    public static ServerToc Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            int version = root.GetProperty("version").GetInt32();
            if (version != ServerTocWriter.Version)
            {
                throw PostgresException.Configuration(
                    $"The snapshot's table of contents has version {version}, and this program reads version {ServerTocWriter.Version}. "
                    + "Use a newer Cairn, or restore with --plain.");
            }

            long size = root.GetProperty("size").GetInt64();
            ServerToc toc = new(root.GetProperty("globals").GetString()!, [.. root.GetProperty("databases").EnumerateArray().Select(Database)]);
            return toc.Databases.All(database => database.Offset >= 0 && database.Length >= 0 && database.Offset + database.Length <= size)
                ? toc
                : throw PostgresException.Configuration("The snapshot's table of contents names places that its script does not have.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw PostgresException.Configuration($"The snapshot's table of contents is not valid: {e.Message} Restore with --plain.");
        }
    }

    private static ServerTocDatabase Database(JsonElement json) => new(
        json.GetProperty("name").GetString()!,
        json.GetProperty("offset").GetInt64(),
        json.GetProperty("length").GetInt64(),
        json.TryGetProperty("toc", out JsonElement toc) ? toc.GetString() : null,
        json.TryGetProperty("schemaArchive", out JsonElement schema) ? schema.GetString() : null);
}
