using Cairn.Api.Core;
using Cairn.Api.Rules.Phases;
using Cairn.Operator.Controllers.BackupSessions;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;

namespace Cairn.Operator.Controllers.BackupConfigurations;

/// <summary>
/// Begins the first backup of each session as soon as the plan is ready, one after the other, since backups of one plan do not overlap. Its name follows
/// from the plan's creation, so that it is made once, however often this is interrupted.
/// </summary>
internal sealed class FirstBackups(SessionServices services)
{
    /// <summary>Begins the next one that is due.</summary>
    public async Task TriggerAsync(BackupConfiguration stored, BackupConfiguration plan, CancellationToken cancellationToken)
    {
        SessionSpec? due = stored.Status?.Phase != PlanPhases.Ready || plan.Spec?.Paused == true ? null
            : (plan.Spec?.Sessions ?? []).FirstOrDefault(session => session.Scheduler?.Suspend != true && !IsTriggered(stored, session));
        if (due is null || IsBusy(plan))
        {
            return;
        }

        DateTimeOffset time = new(plan.Metadata.CreationTimestamp ?? services.Now.UtcDateTime);
        BackupSession first = SessionBuilder.Build(plan, due.Name!, time, due.RetryConfig is { } retry ? retry.MaxRetry ?? 1 : 0, due.BackupTimeout);
        await services.Client.CreateIfAbsentAsync(first, cancellationToken);
        SessionStatus[] sessions = [.. stored.Status!.Sessions!.Select(session => session.Name != due.Name ? session : session with
        {
            Conditions = Conditions.Set(
                session.Conditions, ConditionTypes.InitialBackupTriggered, true, "SuccessfullyTriggeredInitialBackup",
                "Initial backup has been triggered successfully.", services.Now),
        })];
        await services.Client.SaveStatusAsync(stored, stored with { Status = stored.Status with { Sessions = sessions } }, cancellationToken);
        services.Events.Normal(stored, EventReasons.BackupTriggered, $"The first backup of session {due.Name} was begun: BackupSession {first.Metadata.Name}.");
    }

    /// <summary>Whether the first backup of a session was begun.</summary>
    public static bool IsTriggered(BackupConfiguration plan, SessionSpec session) => Conditions.IsTrue(
        plan.Status?.Sessions?.FirstOrDefault(item => item.Name == session.Name)?.Conditions, ConditionTypes.InitialBackupTriggered);

    private bool IsBusy(BackupConfiguration plan) => services.Manager.Cache<BackupSession>()
        .ByIndex(BackupSessionIndex.ByPlan, BackupSessionIndex.KeyOf(plan.Metadata.NamespaceProperty, plan.Metadata.Name))
        .Any(session => !BackupSessionRun.IsOver(session));
}
