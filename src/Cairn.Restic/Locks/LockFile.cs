using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cairn.Restic.Locks;

/// <summary>A lock file: who uses the repository, since when, and whether others may use it meanwhile. Source: restic's design document, "Locks".</summary>
public sealed record LockFile
{
    /// <summary>A lock file may be this large, in bytes.</summary>
    internal const int MaxSize = 64 * 1024;

    /// <summary>When the lock was made or last refreshed.</summary>
    [JsonPropertyName("time")]
    public DateTimeOffset Time { get; init; }

    /// <summary>True: nobody else may hold a lock. False: others may hold non-exclusive ones.</summary>
    [JsonPropertyName("exclusive")]
    public bool Exclusive { get; init; }

    /// <summary>The holder's machine; in a cluster, the name of its pod.</summary>
    [JsonPropertyName("hostname")]
    public string? Hostname { get; init; }

    /// <summary>The holder's user.</summary>
    [JsonPropertyName("username")]
    public string? Username { get; init; }

    /// <summary>The holder's process number on its machine.</summary>
    [JsonPropertyName("pid")]
    public int ProcessId { get; init; }

    /// <summary>The holder's user number.</summary>
    [JsonPropertyName("uid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public uint Uid { get; init; }

    /// <summary>The holder's group number.</summary>
    [JsonPropertyName("gid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public uint Gid { get; init; }

    /// <summary>What Cairn adds, so that dead holders are recognised.</summary>
    [JsonPropertyName("cairn"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LockOrigin? Origin { get; init; }

    /// <summary>Says who holds the lock and since when, for messages.</summary>
    public string Describe(DateTimeOffset now) =>
        $"{DescribeHolder()}, {(Exclusive ? "exclusively, " : "")}refreshed {Age(now - Time)} ago";

    private string DescribeHolder() =>
        (Origin?.Pod is { } pod ? $"pod {pod}" : $"process {ProcessId} of {Username}@{Hostname}") + (Origin?.Job is { } job ? $" of Job {job}" : "");

    internal byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, LockJsonContext.Default.LockFile);

    internal static LockFile Decode(LockId id, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, LockJsonContext.Default.LockFile) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw RepositoryException.Damaged($"Lock file {id}", $"its JSON is not valid ({e.Message})", e);
        }
    }

    private static string Age(TimeSpan age) => age.TotalMinutes < 2 ? $"{Math.Max(0, (int)age.TotalSeconds)} s" : $"{(int)age.TotalMinutes} min";
}
