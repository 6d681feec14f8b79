using Cairn.Api.Meta;

namespace Cairn.Operator.Statuses;

/// <summary>Conditions of an object: at most one of a type, in the order in which they first came up.</summary>
internal static class Conditions
{
    /// <summary>The list with a condition set. The time of its last change stays when its status does.</summary>
    /// <param name="conditions">The list; it stays as it is.</param>
    /// <param name="type">What is observed.</param>
    /// <param name="isTrue">Whether it is so.</param>
    /// <param name="reason">One word for programs.</param>
    /// <param name="message">A sentence for people; null: none.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<Condition> Set(
        IReadOnlyList<Condition>? conditions, string type, bool isTrue, string reason, string? message, DateTimeOffset now)
    {
        List<Condition> result = [.. conditions ?? []];
        int known = result.FindIndex(item => item.Type == type);
        string status = isTrue ? "True" : "False";
        Condition condition = new()
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = known >= 0 && result[known].Status == status ? result[known].LastTransitionTime : Seconds(now),
        };
        if (known >= 0)
        {
            result[known] = condition;
        }
        else
        {
            result.Add(condition);
        }

        return result;
    }

    /// <summary>The list without a condition.</summary>
    public static IReadOnlyList<Condition>? Remove(IReadOnlyList<Condition>? conditions, string type) =>
        conditions?.Any(item => item.Type == type) == true ? [.. conditions.Where(item => item.Type != type)] : conditions;

    /// <summary>The condition of a type, or null.</summary>
    public static Condition? Find(IReadOnlyList<Condition>? conditions, string type) => conditions?.FirstOrDefault(item => item.Type == type);

    /// <summary>Whether there is a condition of a type.</summary>
    public static bool Has(IReadOnlyList<Condition>? conditions, string type) => Find(conditions, type) is not null;

    /// <summary>Whether a condition is true.</summary>
    public static bool IsTrue(IReadOnlyList<Condition>? conditions, string type) => Find(conditions, type)?.Status == "True";

    /// <summary>Whether a condition is false.</summary>
    public static bool IsFalse(IReadOnlyList<Condition>? conditions, string type) => Find(conditions, type)?.Status == "False";

    /// <summary>Times of objects have whole seconds.</summary>
    public static DateTimeOffset Seconds(DateTimeOffset time) => time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerSecond)).ToUniversalTime();
}
