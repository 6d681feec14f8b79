namespace Cairn.Api.Validation.Plans;

/// <summary>Every session has a schedule that can be read, and limits that make sense.</summary>
internal sealed class SchedulesRule : IRule<PlanView>
{
    public void Check(PlanView value, RuleContext context)
    {
        foreach (SessionView session in value.Sessions)
        {
            FieldPath path = session.Path.Field("scheduler");
            if (session.Settings.Scheduler is null)
            {
                context.Error(path, "is missing: say when the session runs");
            }
            else
            {
                SchedulerChecks.Check(session.Settings.Scheduler, path, context);
            }

            SchedulerChecks.CheckRetry(session.Settings.RetryConfig, session.Path.Field("retryConfig"), context);
            SchedulerChecks.CheckDuration(session.Settings.BackupTimeout, session.Path.Field("backupTimeout"), context);
            if (session.Settings.SessionHistoryLimit < 0)
            {
                context.Error(session.Path.Field("sessionHistoryLimit"), "is negative: 0 keeps none");
            }
        }
    }
}
