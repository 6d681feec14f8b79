using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>When a session runs, as the CronJob that starts it.</summary>
public sealed record SchedulerSpec
{
    /// <summary>Times in cron's notation, in UTC unless it starts with TZ= and a zone.</summary>
    [Required]
    public string Schedule { get; init; } = "";

    /// <summary>Seconds for which a missed start is made good. Unset: no limit.</summary>
    public long? StartingDeadlineSeconds { get; init; }

    /// <summary>
    /// Whether a start may overlap the one before: Allow, Forbid or Replace. A run that is under way is never joined by a second one, whatever
    /// this says. Unset: Allow.
    /// </summary>
    public string? ConcurrencyPolicy { get; init; }

    /// <summary>Whether starts are suspended. Unset: they are not.</summary>
    public bool? Suspend { get; init; }

    /// <summary>How many Jobs that started a session are kept. Unset: 3.</summary>
    public int? SuccessfulJobsHistoryLimit { get; init; }

    /// <summary>How many Jobs that failed to start a session are kept. Unset: 1.</summary>
    public int? FailedJobsHistoryLimit { get; init; }

    /// <summary>The Job that starts the session. Not the Job that makes the backup.</summary>
    [Required]
    public TriggerJobTemplate? JobTemplate { get; init; }
}
