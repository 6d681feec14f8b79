using Cairn.Api.Core;

namespace Cairn.Api.Validation;

/// <summary>Schedules, repeats and durations, wherever they stand.</summary>
internal static class SchedulerChecks
{
    /// <summary>A schedule.</summary>
    public static void Check(SchedulerSpec value, FieldPath path, RuleContext context)
    {
        if (context.Require(path.Field("schedule"), value.Schedule, "is missing: say when it runs, in cron's notation")
            && !context.IsOpen(value.Schedule))
        {
            NotationChecks.CheckSchedule(value.Schedule, path.Field("schedule"), context);
        }

        if (value.ConcurrencyPolicy is not (null or "" or "Allow" or "Forbid" or "Replace"))
        {
            context.Error(path.Field("concurrencyPolicy"), $"is \"{value.ConcurrencyPolicy}\", which is none of Allow, Forbid, Replace");
        }

        CheckNotNegative(value.SuccessfulJobsHistoryLimit, path.Field("successfulJobsHistoryLimit"), context);
        CheckNotNegative(value.FailedJobsHistoryLimit, path.Field("failedJobsHistoryLimit"), context);
        CheckNotNegative(value.StartingDeadlineSeconds, path.Field("startingDeadlineSeconds"), context);
    }

    /// <summary>A repeat after failures.</summary>
    public static void CheckRetry(RetryConfig? value, FieldPath path, RuleContext context) =>
        CheckDuration(value?.Delay, path.Field("delay"), context);

    /// <summary>A duration that may be missing.</summary>
    public static void CheckDuration(string? value, FieldPath path, RuleContext context)
    {
        if (value is not null && !context.IsOpen(value))
        {
            NotationChecks.CheckDuration(value, path, context);
        }
    }

    private static void CheckNotNegative(long? value, FieldPath path, RuleContext context)
    {
        if (value < 0)
        {
            context.Error(path, "is negative");
        }
    }
}
