using System.Globalization;

namespace Cairn.ControlPlane.Kinds;

/// <summary>What is wrong with the schedule of a CronJob, in the words that clients know.</summary>
internal static class CronSchedules
{
    private const string Every = "@every ";

    private static readonly string[] Descriptors = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static readonly (int Least, int Most, string[] Names)[] Fields = [(0, 59, []), (0, 23, []), (1, 31, []), (1, 12, Months), (0, 6, Days)];

    /// <summary>The first problem of a schedule, or null.</summary>
    public static string? Problem(string schedule)
    {
        if (schedule.Contains("TZ", StringComparison.Ordinal))
        {
            return "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
        }

        if (schedule.StartsWith('@'))
        {
            return Descriptor(schedule);
        }

        string[] parts = schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length != Fields.Length ? $"expected exactly 5 fields, found {parts.Length}: [{string.Join(' ', parts)}]"
            : parts.Zip(Fields).SelectMany(pair => pair.First.Split(',').Select(range => Range(range, pair.Second.Least, pair.Second.Most, pair.Second.Names)))
                .FirstOrDefault(problem => problem is not null);
    }

    private static string? Descriptor(string schedule)
    {
        if (schedule.StartsWith(Every, StringComparison.Ordinal))
        {
            string text = schedule[Every.Length..];
            return IsDuration(text) ? null : $"failed to parse duration {schedule}: time: invalid duration \"{text}\"";
        }

        return Descriptors.Contains(schedule) ? null : $"unrecognized descriptor: {schedule}";
    }

    private static bool IsDuration(string text)
    {
        try
        {
            return text.Length > 0 && Rules.RuleValues.Duration(text) > TimeSpan.Zero;
        }
        catch (Rules.RuleException)
        {
            return false;
        }
    }

    private static string? Range(string range, int least, int most, string[] names)
    {
        string[] stepped = range.Split('/');
        string[] ends = stepped[0].Split('-');
        if (ends.Length > 2)
        {
            return $"too many hyphens: {range}";
        }

        if (stepped.Length > 2)
        {
            return $"too many slashes: {range}";
        }

        (int start, int end) = (least, most);
        if (ends[0] is not ("*" or "?") && (Number(ends[0], names, least, out start) ?? Number(ends[^1], names, least, out end)) is { } problem)
        {
            return problem;
        }

        int step = 1;
        if (stepped.Length == 2)
        {
            if (Number(stepped[1], [], 0, out step) is { } wrong)
            {
                return wrong;
            }

            end = ends.Length == 1 ? most : end;
        }

        return start < least ? $"beginning of range ({start}) below minimum ({least}): {range}"
            : end > most ? $"end of range ({end}) above maximum ({most}): {range}"
            : start > end ? $"beginning of range ({start}) beyond end of range ({end}): {range}"
            : step == 0 ? $"step of range should be a positive number: {range}" : null;
    }

    private static string? Number(string text, string[] names, int least, out int number)
    {
        int named = Array.IndexOf(names, text.ToLowerInvariant());
        number = named + least;
        return named >= 0 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? null
            : $"failed to parse int from {text}: strconv.Atoi: parsing \"{text}\": invalid syntax";
    }
}
