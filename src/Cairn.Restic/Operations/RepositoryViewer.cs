using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Restic.Blobs;
using Cairn.Restic.Indexes;
using Cairn.Storage;

namespace Cairn.Restic.Operations;

/// <summary>Shows the parts of a repository as they are stored, decrypted and decompressed; for debugging.</summary>
public sealed class RepositoryViewer(ResticRepository repository)
{
    private static readonly string[] Secrets = ["data", "salt"];

    /// <summary>
    /// Reads a <c>config</c>, <c>snapshot</c>, <c>index</c>, <c>key</c>, <c>lock</c>, <c>tree</c> or <c>blob</c>. Documents come as indented JSON,
    /// blobs as they are; of keys, what is secret is left out. Fails with <see cref="RepositoryErrorKind.NotFound"/> unless one thing has a name
    /// that begins so.
    /// </summary>
    public async Task<byte[]> ReadAsync(string kind, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return kind switch
        {
            "config" => await ReadDocumentAsync(FileHandle.Config, cancellationToken),
            "snapshot" => await ReadDocumentAsync(await FindAsync(FileKind.Snapshot, name, cancellationToken), cancellationToken),
            "index" => await ReadDocumentAsync(await FindAsync(FileKind.Index, name, cancellationToken), cancellationToken),
            "lock" => await ReadDocumentAsync(await FindAsync(FileKind.Lock, name, cancellationToken), cancellationToken),
            "key" => await ReadKeyAsync(name, cancellationToken),
            "tree" => await ReadBlobAsync([BlobType.Tree], name, cancellationToken),
            "blob" => await ReadBlobAsync([BlobType.Data, BlobType.Tree], name, cancellationToken),
            _ => throw new RepositoryException(RepositoryErrorKind.InvalidRequest, $"'{kind}' is nothing that a repository has."),
        };
    }

    private async Task<FileHandle> FindAsync(FileKind kind, string name, CancellationToken cancellationToken)
    {
        List<FileHandle> found = [];
        await foreach (StoredFile stored in repository.Backend.ListAsync(kind, cancellationToken))
        {
            if (stored.Handle.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(stored.Handle);
            }
        }

        return found.Count == 1 && name.Length > 0
            ? found[0]
            : throw new RepositoryException(RepositoryErrorKind.NotFound, $"{found.Count} files of kind {kind} have a name that begins with '{name}'.");
    }

    private async Task<byte[]> ReadDocumentAsync(FileHandle file, CancellationToken cancellationToken) =>
        Format(JsonNode.Parse(await repository.Files.LoadAsync(file, IndexFile.MaxSize, cancellationToken)));

    private async Task<byte[]> ReadKeyAsync(string name, CancellationToken cancellationToken)
    {
        FileHandle file = await FindAsync(FileKind.Key, name, cancellationToken);
        JsonNode? key = JsonNode.Parse(await RepositoryFiles.LoadRawAsync(repository.Backend, file, Keys.KeyFile.MaxSize, cancellationToken));
        foreach (string secret in Secrets)
        {
            (key as JsonObject)?.Remove(secret);
        }

        return Format(key);
    }

    private async Task<byte[]> ReadBlobAsync(BlobType[] types, string name, CancellationToken cancellationToken)
    {
        await repository.LoadIndexAsync(cancellationToken);
        Sha256Id id = Sha256Id.TryParse(name, out Sha256Id parsed)
            ? parsed
            : throw new RepositoryException(RepositoryErrorKind.NotFound, $"'{name}' is no name of a blob; those have 64 hexadecimal digits.");
        foreach (BlobType type in types)
        {
            BlobHandle handle = new(type, new BlobId(id));
            if (repository.Index.Contains(handle))
            {
                return await repository.LoadBlobAsync(handle, cancellationToken);
            }
        }

        throw new RepositoryException(RepositoryErrorKind.NotFound, $"No index lists the blob {name}.");
    }

    private static byte[] Format(JsonNode? document)
    {
        using MemoryStream output = new();
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true }))
        {
            document?.WriteTo(json);
        }

        output.WriteByte((byte)'\n');
        return output.ToArray();
    }
}
