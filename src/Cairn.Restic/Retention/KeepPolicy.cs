using System.Globalization;

namespace Cairn.Restic.Retention;

/// <summary>
/// Which snapshots of a group are kept. A snapshot stays if any of the rules wants it. Source: restic's documentation, "Removing snapshots according
/// to a policy".
/// </summary>
public sealed record KeepPolicy
{
    /// <summary>The count that keeps all there is.</summary>
    public const int Unlimited = -1;

    /// <summary>Keep this many of the newest snapshots.</summary>
    /// <value>Default 0: the rule is not set. <see cref="Unlimited"/>: all. The same holds for the other counts.</value>
    public int Last { get; init; }

    /// <summary>Keep the newest snapshot of each of this many hours that have one.</summary>
    public int Hourly { get; init; }

    /// <summary>Keep the newest snapshot of each of this many days that have one.</summary>
    public int Daily { get; init; }

    /// <summary>Keep the newest snapshot of each of this many ISO weeks (Monday to Sunday) that have one.</summary>
    public int Weekly { get; init; }

    /// <summary>Keep the newest snapshot of each of this many months that have one.</summary>
    public int Monthly { get; init; }

    /// <summary>Keep the newest snapshot of each of this many years that have one.</summary>
    public int Yearly { get; init; }

    /// <summary>Keep all snapshots that are at most this much older than the newest one of the group.</summary>
    /// <value>Default: empty, the rule is not set. The same holds for the other durations.</value>
    public KeepDuration Within { get; init; }

    /// <summary>Keep the newest snapshot of each hour of this time before the newest one of the group.</summary>
    public KeepDuration WithinHourly { get; init; }

    /// <summary>Keep the newest snapshot of each day of this time before the newest one of the group.</summary>
    public KeepDuration WithinDaily { get; init; }

    /// <summary>Keep the newest snapshot of each ISO week of this time before the newest one of the group.</summary>
    public KeepDuration WithinWeekly { get; init; }

    /// <summary>Keep the newest snapshot of each month of this time before the newest one of the group.</summary>
    public KeepDuration WithinMonthly { get; init; }

    /// <summary>Keep the newest snapshot of each year of this time before the newest one of the group.</summary>
    public KeepDuration WithinYearly { get; init; }

    /// <summary>Keep all snapshots that have all tags of at least one of these lists; the empty tag stands for a snapshot without tags.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Tags { get; init; } = [];

    /// <summary>True if no rule is set. Applied, such a policy would remove everything, so a caller must refuse it.</summary>
    public bool IsEmpty => Tags.Count == 0 && Counts.All(count => count == 0) && Durations.All(duration => duration.IsZero);

    internal IReadOnlyList<int> Counts => [Last, Hourly, Daily, Weekly, Monthly, Yearly];

    internal IReadOnlyList<KeepDuration> Durations => [Within, WithinHourly, WithinDaily, WithinWeekly, WithinMonthly, WithinYearly];

    /// <summary>Reads a count: a number, or <c>unlimited</c>, or -1 as older versions of restic write that.</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static int ParseCount(string text) => text switch
    {
        "unlimited" or "-1" => Unlimited,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) => count,
        _ => throw new FormatException($"'{text}' is not a number of snapshots. Give a number, or 'unlimited' to keep all."),
    };

    /// <summary>Reads a list of tags separated by commas; blanks around a tag do not belong to it.</summary>
    public static IReadOnlyList<string> ParseTags(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(',', StringSplitOptions.TrimEntries);
    }

    /// <summary>Refuses numbers that have no meaning, all at once.</summary>
    /// <exception cref="ArgumentException">A count is below -1, or a duration is negative.</exception>
    public void Validate()
    {
        List<string> problems = [];
        problems.AddRange(Counts.Where(count => count < Unlimited).Select(count => $"the count {count} is negative"));
        problems.AddRange(Durations.Where(duration => duration is { Years: < 0 } or { Months: < 0 } or { Days: < 0 } or { Hours: < 0 })
            .Select(duration => $"the duration {duration} is negative"));
        if (problems.Count > 0)
        {
            throw new ArgumentException($"The keep rules cannot be applied: {string.Join("; ", problems)}.");
        }
    }
}
