using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Cairn.Restic.Blobs;

namespace Cairn.Restic.Snapshots;

/// <summary>A snapshot file: one backup. Its existence is what makes the backup exist. Source: restic's design document, "Snapshots".</summary>
public sealed record SnapshotFile
{
    /// <summary>A snapshot file may be this large, in bytes.</summary>
    internal const int MaxSize = 64 * 1024 * 1024;

    /// <summary>When the backup was made.</summary>
    [JsonPropertyName("time")]
    public required DateTimeOffset Time { get; init; }

    /// <summary>The snapshot that this one was compared with while it was made, if any.</summary>
    [JsonPropertyName("parent")]
    public string? Parent { get; init; }

    /// <summary>Name of the tree blob at the root.</summary>
    [JsonPropertyName("tree")]
    public required string Tree { get; init; }

    /// <summary>What was backed up, as absolute paths.</summary>
    [JsonPropertyName("paths")]
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The machine (or logical host, for KubeStash <c>host-0</c>) that was backed up.</summary>
    [JsonPropertyName("hostname")]
    public string? Hostname { get; init; }

    /// <summary>The user who ran the backup.</summary>
    [JsonPropertyName("username")]
    public string? Username { get; init; }

    /// <summary>That user's number.</summary>
    [JsonPropertyName("uid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public uint Uid { get; init; }

    /// <summary>That user's group number.</summary>
    [JsonPropertyName("gid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public uint Gid { get; init; }

    /// <summary>Words by which people and retention rules select snapshots.</summary>
    [JsonPropertyName("tags")]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The snapshot that this one is a copy or a changed version of, if any; the first one, when there were several such steps.</summary>
    [JsonPropertyName("original"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Original { get; init; }

    /// <summary>The program that made it.</summary>
    [JsonPropertyName("program_version")]
    public string? ProgramVersion { get; init; }

    /// <summary>What the run did; restic writes it since 0.17.</summary>
    [JsonPropertyName("summary")]
    public SnapshotSummary? Summary { get; init; }

    /// <summary>Fields that this version does not know; kept when a snapshot is rewritten.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>The snapshot as the format's JSON, for output.</summary>
    public JsonNode ToJson() => JsonSerializer.SerializeToNode(this, SnapshotJsonContext.Default.SnapshotFile)!;

    internal byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, SnapshotJsonContext.Default.SnapshotFile);

    internal static SnapshotFile Decode(ResticSnapshotId id, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SnapshotJsonContext.Default.SnapshotFile)
                ?? throw RepositoryException.Damaged($"Snapshot {id}", "it is empty");
        }
        catch (JsonException e)
        {
            throw RepositoryException.Damaged($"Snapshot {id}", $"its JSON is not valid ({e.Message})", e);
        }
    }

    internal BlobHandle RootTree(ResticSnapshotId id) => Sha256Id.TryParse(Tree, out Sha256Id tree)
        ? new BlobHandle(BlobType.Tree, new BlobId(tree))
        : throw RepositoryException.Damaged($"Snapshot {id}", "it names no valid tree");
}
