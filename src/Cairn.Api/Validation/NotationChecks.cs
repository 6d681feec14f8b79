using Cairn.Api.Rules.Quantities;
using Cairn.Api.Rules.Scheduling;

namespace Cairn.Api.Validation;

/// <summary>
/// Texts with a notation of their own, read by the rules that later act on them, so that nothing passes here that fails when its time comes.
/// </summary>
internal static class NotationChecks
{
    /// <summary>Longer texts are no slip of the keyboard, and are not quoted.</summary>
    private const int MaxLength = 200;

    /// <summary>Every schedule that is ever due is due after this time: the rarest day, 29 February, comes again within eight years.</summary>
    private static readonly DateTimeOffset Past = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A schedule of cron that is due at some time.</summary>
    public static void CheckSchedule(string value, FieldPath path, RuleContext context)
    {
        const string Advice = "write five fields, such as \"0 3 * * *\" for three o'clock, or @daily, or @every 6h";
        if (IsTooLong(value, path, Advice, context))
        {
            return;
        }

        if (!CronSchedule.TryParse(value, null, out CronSchedule? schedule, out string? problem))
        {
            context.Error(path, $"{InSentence(problem!)}; {Advice}");
        }
        else if (schedule!.Next(Past) is null)
        {
            context.Warn(path, $"\"{value}\" is never due: no year has such a day, so nothing would ever run");
        }
    }

    /// <summary>A Go duration that is not negative.</summary>
    public static void CheckDuration(string value, FieldPath path, RuleContext context)
    {
        const string Advice = "write numbers with the units h, m, s or ms, such as 1h30m";
        if (IsTooLong(value, path, Advice, context))
        {
            return;
        }

        if (!GoDuration.TryParse(value, out GoDuration duration, out string? problem))
        {
            context.Error(path, problem!.Contains(": write", StringComparison.Ordinal) ? InSentence(problem) : $"{InSentence(problem)}; {Advice}");
        }
        else if (duration < GoDuration.Zero)
        {
            context.Error(path, $"\"{value}\" is negative: a length of time is 0s or more");
        }
    }

    /// <summary>A period for which Snapshots stay, longer than nothing.</summary>
    public static void CheckPeriod(string value, FieldPath path, RuleContext context)
    {
        const string Advice = "write numbers with the units y, mo, w, d, h or m, such as 1y6mo";
        if (IsTooLong(value, path, Advice, context))
        {
            return;
        }

        if (!RetentionPeriod.TryParse(value, out RetentionPeriod? period, out string? problem))
        {
            context.Error(path, problem!.Contains(": write", StringComparison.Ordinal) ? InSentence(problem) : $"{InSentence(problem)}; {Advice}");
        }
        else if (!period!.IsPositive)
        {
            context.Error(path, $"\"{value}\" is no period above zero, and would remove every Snapshot: {Advice}");
        }
    }

    /// <summary>A sentence as a part of another one.</summary>
    internal static string InSentence(string text) =>
        text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.');

    private static bool IsTooLong(string value, FieldPath path, string advice, RuleContext context)
    {
        if (value.Length > MaxLength)
        {
            context.Error(path, $"has {value.Length} characters, and {MaxLength} are the limit: {advice}");
        }

        return value.Length > MaxLength;
    }
}
