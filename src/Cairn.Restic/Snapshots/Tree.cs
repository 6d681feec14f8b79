using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cairn.Restic.Blobs;

namespace Cairn.Restic.Snapshots;

/// <summary>A directory: its entries sorted by name, stored as a tree blob. Source: restic's design document, "Trees and Data".</summary>
public sealed record Tree
{
    /// <summary>The entries.</summary>
    [JsonPropertyName("nodes")]
    public required IReadOnlyList<Node> Nodes { get; init; }

    /// <summary>Writes the canonical form: sorted by the bytes of the names, ended by a line feed as restic does, so that equal directories are
    /// equal blobs.</summary>
    internal byte[] Encode()
    {
        Tree sorted = this with { Nodes = [.. Nodes.OrderBy(node => Encoding.UTF8.GetBytes(node.Name), ByteOrder.Instance)] };
        return [.. JsonSerializer.SerializeToUtf8Bytes(sorted, TreeJsonContext.Default.Tree), (byte)'\n'];
    }

    internal static Tree Decode(BlobId id, ReadOnlySpan<byte> json)
    {
        try
        {
            Tree? tree = JsonSerializer.Deserialize(json, TreeJsonContext.Default.Tree);
            return tree?.Nodes is null || tree.Nodes.Any(node => node is null || string.IsNullOrEmpty(node.QuotedName))
                ? throw RepositoryException.Damaged($"Tree {id}", "it lacks entries or their names")
                : tree;
        }
        catch (JsonException e)
        {
            throw RepositoryException.Damaged($"Tree {id}", $"its JSON is not valid ({e.Message})", e);
        }
    }

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static ByteOrder Instance { get; } = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
