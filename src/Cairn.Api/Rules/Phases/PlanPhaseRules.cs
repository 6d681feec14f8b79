using Cairn.Api.Core;

namespace Cairn.Api.Rules.Phases;

/// <summary>
/// Phases of plans: invalid when they make no sense; ready once the target was found, every backend is ready and every session has its CronJob. Whether
/// their Repositories are ready does not matter here, as each backup sees to that.
/// </summary>
public static class PlanPhaseRules
{
    /// <summary>The phase of a BackupConfiguration.</summary>
    public static string Of(BackupConfigurationSpec? spec, BackupConfigurationStatus? status) => Decide(
        new ConditionList(status?.Conditions).IsFalse(ConditionTypes.ValidationPassed), status?.TargetFound == true,
        AreReady(spec?.Backends?.Count, status?.Backends) && AreScheduled(spec?.Sessions?.Count, status?.Sessions));

    /// <summary>The phase of a BackupBatch: as that of a BackupConfiguration, with all of its targets found.</summary>
    public static string Of(BackupBatchSpec? spec, BackupBatchStatus? status) => Decide(
        new ConditionList(status?.Conditions).IsFalse(ConditionTypes.ValidationPassed),
        AreFound(spec?.Targets?.Count, status?.Targets),
        AreReady(spec?.Backends?.Count, status?.Backends) && AreScheduled(spec?.Sessions?.Count, status?.Sessions));

    private static string Decide(bool isInvalid, bool isTargetFound, bool isPrepared) =>
        isInvalid ? PlanPhases.Invalid : isTargetFound && isPrepared ? PlanPhases.Ready : PlanPhases.NotReady;

    private static bool AreFound(int? wanted, IReadOnlyList<Dependency>? targets) =>
        (wanted ?? 0) == (targets?.Count ?? 0) && (targets ?? []).All(item => item.Found == true);

    private static bool AreReady(int? wanted, IReadOnlyList<BackendStatus>? backends) =>
        (wanted ?? 0) == (backends?.Count ?? 0) && (backends ?? []).All(item => item.Ready == true);

    private static bool AreScheduled(int? wanted, IReadOnlyList<SessionStatus>? sessions) =>
        (wanted ?? 0) == (sessions?.Count ?? 0)
        && (sessions ?? []).All(item => new ConditionList(item.Conditions).IsTrue(ConditionTypes.SchedulerEnsured));
}
