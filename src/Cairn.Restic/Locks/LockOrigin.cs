using System.Text.Json.Serialization;

namespace Cairn.Restic.Locks;

/// <summary>
/// What a lock of Cairn says of its holder beyond restic's fields, in the field <c>cairn</c>, which restic passes over. With it, it can be proven that
/// a holder is dead where its host name and process number alone prove nothing: in containers every process is number 1.
/// </summary>
public sealed record LockOrigin
{
    /// <summary>The holder's pod, as <c>namespace/name</c>; null outside of a cluster.</summary>
    [JsonPropertyName("pod"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pod { get; init; }

    /// <summary>The pod's uid: a pod of the same name that came later has another one.</summary>
    [JsonPropertyName("pod_uid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PodUid { get; init; }

    /// <summary>What tells the pod's cluster from others; null: not known. A pod of another cluster cannot be found in one's own and may well live.</summary>
    [JsonPropertyName("cluster"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cluster { get; init; }

    /// <summary>The Job that the pod belongs to, as <c>namespace/name</c>.</summary>
    [JsonPropertyName("job"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Job { get; init; }

    /// <summary>The run of the kernel on which the process number means something (Linux: boot_id).</summary>
    [JsonPropertyName("boot_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BootId { get; init; }

    /// <summary>The set of processes in which the number means something (Linux: the PID namespace).</summary>
    [JsonPropertyName("pid_namespace"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ProcessNamespace { get; init; }

    /// <summary>When the process started, in clock ticks since the kernel did; process numbers are given again, these are not.</summary>
    [JsonPropertyName("process_start"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ProcessStart { get; init; }
}
