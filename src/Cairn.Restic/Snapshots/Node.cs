using System.Text.Json;
using System.Text.Json.Serialization;
using Cairn.Restic.Blobs;

namespace Cairn.Restic.Snapshots;

/// <summary>One entry of a directory. Field names are the format's.</summary>
public sealed record Node
{
    /// <summary>The entry's name in the stored form, see <see cref="GoQuoting"/>.</summary>
    [JsonPropertyName("name"), JsonInclude]
    internal string QuotedName { get; init; } = "";

    /// <summary>The entry's name.</summary>
    [JsonIgnore]
    public string Name
    {
        get => GoQuoting.Unquote(QuotedName);
        init => QuotedName = GoQuoting.Quote(value);
    }

    /// <summary><c>file</c>, <c>dir</c>, <c>symlink</c>, …</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>Permissions and type bits as Go has them (<c>os.FileMode</c>).</summary>
    [JsonPropertyName("mode"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public uint Mode { get; init; }

    /// <summary>Time of the last change of the content.</summary>
    [JsonPropertyName("mtime")]
    public DateTimeOffset ModifiedTime { get; init; }

    /// <summary>Time of the last access.</summary>
    [JsonPropertyName("atime")]
    public DateTimeOffset AccessTime { get; init; }

    /// <summary>Time of the last change of anything.</summary>
    [JsonPropertyName("ctime")]
    public DateTimeOffset ChangeTime { get; init; }

    /// <summary>Owner.</summary>
    [JsonPropertyName("uid")]
    public uint Uid { get; init; }

    /// <summary>Group.</summary>
    [JsonPropertyName("gid")]
    public uint Gid { get; init; }

    /// <summary>Length of the content in bytes.</summary>
    [JsonPropertyName("size"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ulong Size { get; init; }

    /// <summary>For files: the names of the data blobs whose contents, one behind the other, are the file. Null for all others.</summary>
    [JsonPropertyName("content"), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IReadOnlyList<string>? Content { get; init; }

    /// <summary>For directories: the name of their tree blob.</summary>
    [JsonPropertyName("subtree")]
    public string? Subtree { get; init; }

    /// <summary>Fields that Cairn does not interpret.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>True for an ordinary file.</summary>
    [JsonIgnore]
    public bool IsFile => Type == "file";

    /// <summary>True for a directory.</summary>
    [JsonIgnore]
    public bool IsDirectory => Type == "dir";

    internal IReadOnlyList<BlobId> ContentBlobs(BlobId tree) =>
        [.. (Content ?? []).Select(text => Sha256Id.TryParse(text, out Sha256Id id) ? new BlobId(id) : throw Bad(tree))];

    internal BlobHandle SubtreeBlob(BlobId tree) =>
        Sha256Id.TryParse(Subtree, out Sha256Id id) ? new BlobHandle(BlobType.Tree, new BlobId(id)) : throw Bad(tree);

    private RepositoryException Bad(BlobId tree) => RepositoryException.Damaged($"Tree {tree}", $"the entry '{Name}' names no valid blob");
}
