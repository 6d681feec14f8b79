using System.CommandLine;
using Cairn.Restic.Retention;

namespace Cairn.Cli.Options;

/// <summary>The options <c>--keep-…</c>.</summary>
internal sealed class KeepOptions
{
    private readonly Option<string?> _last = Count("--keep-last", "-l", "the newest snapshots");
    private readonly Option<string?> _hourly = Count("--keep-hourly", "-H", "one snapshot of each of so many hours");
    private readonly Option<string?> _daily = Count("--keep-daily", "-d", "one snapshot of each of so many days");
    private readonly Option<string?> _weekly = Count("--keep-weekly", "-w", "one snapshot of each of so many weeks");
    private readonly Option<string?> _monthly = Count("--keep-monthly", "-m", "one snapshot of each of so many months");
    private readonly Option<string?> _yearly = Count("--keep-yearly", "-y", "one snapshot of each of so many years");
    private readonly Option<string?> _within = Within("--keep-within", "all snapshots");
    private readonly Option<string?> _withinHourly = Within("--keep-within-hourly", "hourly snapshots");
    private readonly Option<string?> _withinDaily = Within("--keep-within-daily", "daily snapshots");
    private readonly Option<string?> _withinWeekly = Within("--keep-within-weekly", "weekly snapshots");
    private readonly Option<string?> _withinMonthly = Within("--keep-within-monthly", "monthly snapshots");
    private readonly Option<string?> _withinYearly = Within("--keep-within-yearly", "yearly snapshots");

    private readonly Option<string[]> _tags = new("--keep-tag")
    {
        Description = "Keep snapshots with all of these tags, separated by commas. Can be repeated.",
        HelpName = "tag,tag",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option<string?> option in new[]
        {
            _last, _hourly, _daily, _weekly, _monthly, _yearly, _within, _withinHourly, _withinDaily, _withinWeekly, _withinMonthly, _withinYearly,
        })
        {
            command.Add(option);
        }

        command.Add(_tags);
    }

    /// <summary>The rules that were given.</summary>
    public KeepPolicy Read(ParseResult parsed)
    {
        try
        {
            return new KeepPolicy
            {
                Last = ReadCount(_last),
                Hourly = ReadCount(_hourly),
                Daily = ReadCount(_daily),
                Weekly = ReadCount(_weekly),
                Monthly = ReadCount(_monthly),
                Yearly = ReadCount(_yearly),
                Within = ReadDuration(_within),
                WithinHourly = ReadDuration(_withinHourly),
                WithinDaily = ReadDuration(_withinDaily),
                WithinWeekly = ReadDuration(_withinWeekly),
                WithinMonthly = ReadDuration(_withinMonthly),
                WithinYearly = ReadDuration(_withinYearly),
                Tags = [.. (parsed.GetValue(_tags) ?? []).Select(KeepPolicy.ParseTags)],
            };
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message);
        }

        int ReadCount(Option<string?> option) => parsed.GetValue(option) is { } text ? KeepPolicy.ParseCount(text) : 0;

        KeepDuration ReadDuration(Option<string?> option) => parsed.GetValue(option) is { } text ? KeepDuration.Parse(text) : default;
    }

    private static Option<string?> Count(string name, string alias, string what) =>
        new(name, alias) { Description = $"Keep {what}; 'unlimited' keeps all.", HelpName = "n" };

    private static Option<string?> Within(string name, string what) =>
        new(name) { Description = $"Keep {what} of this time before the newest one, such as 1y5m7d2h.", HelpName = "duration" };
}
