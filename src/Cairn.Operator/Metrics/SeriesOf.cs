using Cairn.Api.Meta;
using Cairn.Api.Rules.Quantities;
using k8s.Models;

namespace Cairn.Operator.Metrics;

/// <summary>
/// The series of one object. All have the labels of the object; names and labels are those of the exporter that KubeStash's dashboards read, with
/// the namespace added, since this exporter is not scraped through a per-object target.
/// </summary>
/// <param name="text">Where they go.</param>
/// <param name="prefix">Start of every name, such as storage_kubestash_com_repository.</param>
/// <param name="labels">Labels of every series.</param>
internal sealed class SeriesOf(MetricsText text, string prefix, params (string Key, string? Value)[] labels)
{
    /// <summary>A gauge.</summary>
    public void Gauge(string name, string help, double value, params ReadOnlySpan<(string Key, string? Value)> more) =>
        text.Gauge($"{prefix}_{name}", help, value, [.. labels, .. more]);

    /// <summary>When the object was made.</summary>
    public void Created(V1ObjectMeta metadata)
    {
        if (metadata.CreationTimestamp is { } time)
        {
            Gauge("created", "When the object was made, in seconds since 1970.", Seconds(new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))));
        }
    }

    /// <summary>1 for the phase that the object is in, 0 for the others.</summary>
    public void Phase(string? phase, params ReadOnlySpan<string> all)
    {
        foreach (string item in all)
        {
            Gauge("phase", "Whether the object is in the phase.", item == phase ? 1 : 0, ("phase", item));
        }
    }

    /// <summary>1 for every condition with its status.</summary>
    public void Conditions(IReadOnlyList<Condition>? conditions)
    {
        foreach (Condition condition in conditions ?? [])
        {
            Gauge("conditions", "The conditions of the object.", 1, ("condition", condition.Type), ("status", condition.Status));
        }
    }

    /// <summary>A size, if it can be read.</summary>
    public void Bytes(string name, string help, string? size, params ReadOnlySpan<(string Key, string? Value)> more)
    {
        if (ByteSize.TryParse(size, out long bytes))
        {
            Gauge(name, help, bytes, more);
        }
    }

    /// <summary>A Go duration, if it can be read.</summary>
    public void Duration(string? duration)
    {
        if (GoDuration.TryParse(duration, out GoDuration value, out _))
        {
            Gauge("duration_seconds", "How long it took.", value.ToTimeSpan().TotalSeconds);
        }
    }

    /// <summary>A time as the format has it.</summary>
    public static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;
}
