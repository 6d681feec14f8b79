using Cairn.Api.Core;

namespace Cairn.Api.Rules.Phases;

/// <summary>The phase of a BackupVerificationSession. Cleaning up its predecessors is its last step: until then it is running.</summary>
public static class VerificationPhaseRules
{
    /// <summary>The phase, from the conditions.</summary>
    public static string Of(BackupVerificationSessionStatus? status)
    {
        ConditionList conditions = new(status?.Conditions);
        return conditions.IsFalse(ConditionTypes.VerificationSessionHistoryCleaned) ? VerificationPhases.Failed
            : conditions.IsTrue(ConditionTypes.BackupVerificationSkipped) ? VerificationPhases.Skipped
            : !conditions.IsTrue(ConditionTypes.VerificationSessionHistoryCleaned) ? VerificationPhases.Running
            : conditions.IsAnyFalse(ConditionTypes.RestoreSucceeded, ConditionTypes.BackupVerified) ? VerificationPhases.Failed
            : VerificationPhases.Succeeded;
    }
}
