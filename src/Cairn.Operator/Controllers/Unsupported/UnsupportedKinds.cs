using Cairn.Api.Core;
using Cairn.Api.Rules.Phases;
using Cairn.Operator.Controllers.BackupConfigurations;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;

namespace Cairn.Operator.Controllers.Unsupported;

/// <summary>The kinds that are not acted on yet.</summary>
internal static class UnsupportedKinds
{
    /// <summary>Describes their controllers.</summary>
    public static void Register(SessionServices services)
    {
        services.Manager.For<BackupBatch>().Run(
            new UnsupportedReconciler<BackupBatch>(
                services, "BackupBatches are not run in this version: make a BackupConfiguration for each target.", Mark), 1);
        services.Manager.For<BackupVerificationSession>().Run(
            new UnsupportedReconciler<BackupVerificationSession>(
                services, "Backups are not verified by a BackupVerifier in this version: restore one into a database of your own.", Mark), 1);
        services.Manager.For<BackupVerifier>().Run(
            new UnsupportedReconciler<BackupVerifier>(services, "BackupVerifiers are not acted on in this version.", null), 1);
        services.Manager.For<BackupBlueprint>().Run(
            new UnsupportedReconciler<BackupBlueprint>(
                services, "BackupBlueprints are not acted on in this version: make a BackupConfiguration for each target.", null), 1);
    }

    private static BackupBatch Mark(BackupBatch batch, string message, DateTimeOffset now)
    {
        BackupBatchStatus status = batch.Status ?? new BackupBatchStatus();
        return batch with
        {
            Status = status with
            {
                Phase = PlanPhases.NotReady,
                Conditions = Conditions.Set(status.Conditions, NotSupported.Condition, false, NotSupported.Reason, message, now),
            },
        };
    }

    /// <summary>It ends at once: whoever waits for its end is told.</summary>
    private static BackupVerificationSession Mark(BackupVerificationSession session, string message, DateTimeOffset now)
    {
        BackupVerificationSessionStatus status = session.Status ?? new BackupVerificationSessionStatus();
        IReadOnlyList<Cairn.Api.Meta.Condition> conditions = Conditions.Set(
            status.Conditions, ConditionTypes.VerificationExecutorEnsured, false, NotSupported.Reason, message, now);
        conditions = Conditions.Set(conditions, ConditionTypes.BackupVerified, false, NotSupported.Reason, message, now);
        conditions = Conditions.Set(
            conditions, ConditionTypes.VerificationSessionHistoryCleaned, true, "SuccessfullyCleanedVerificationSessionHistory", null, now);
        status = status with { Conditions = conditions };
        return session with { Status = status with { Phase = VerificationPhaseRules.Of(status) } };
    }
}
