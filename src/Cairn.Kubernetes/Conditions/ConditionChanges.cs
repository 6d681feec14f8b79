using Cairn.Api.Meta;

namespace Cairn.Kubernetes.Conditions;

/// <summary>
/// Lists of conditions, changed by the conventions of the API: a type is in a list once and keeps its place, and the time of the last transition moves
/// only when the status does.
/// </summary>
public static class ConditionChanges
{
    /// <summary>The condition of a type, or null.</summary>
    public static Condition? Find(IReadOnlyList<Condition>? conditions, string type) => conditions?.FirstOrDefault(item => item.Type == type);

    /// <summary>Whether a condition is there and True.</summary>
    public static bool IsTrue(IReadOnlyList<Condition>? conditions, string type) => Find(conditions, type)?.Status == "True";

    /// <summary>The list with a condition set.</summary>
    /// <param name="conditions">The list before; null is an empty one.</param>
    /// <param name="type">What is observed.</param>
    /// <param name="status">True, False, or null for Unknown.</param>
    /// <param name="reason">One word in CamelCase.</param>
    /// <param name="message">A sentence for people; null: none.</param>
    /// <param name="now">The time of a transition, cut to whole seconds as API servers keep them.</param>
    public static IReadOnlyList<Condition> Set(
        IReadOnlyList<Condition>? conditions, string type, bool? status, string reason, string? message, DateTimeOffset now)
    {
        string text = status switch { true => "True", false => "False", null => "Unknown" };
        Condition? before = Find(conditions, type);
        Condition after = new()
        {
            Type = type,
            Status = text,
            LastTransitionTime = before?.Status == text && before.LastTransitionTime is { } since ? since : WholeSeconds(now),
            Reason = reason,
            Message = message,
        };
        return before is null ? [.. conditions ?? [], after] : [.. conditions!.Select(item => item.Type == type ? after : item)];
    }

    /// <summary>The list without a condition.</summary>
    public static IReadOnlyList<Condition> Remove(IReadOnlyList<Condition>? conditions, string type) =>
        [.. (conditions ?? []).Where(item => item.Type != type)];

    /// <summary>A time without its fraction of a second.</summary>
    public static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
