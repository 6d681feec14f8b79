using Cairn.Api.Core;

namespace Cairn.Api.Validation.Plans;

/// <summary>A verifier says when, where and how it proves, and has what that way needs.</summary>
internal sealed class VerifierRule : IRule<BackupVerifier>
{
    public void Check(BackupVerifier value, RuleContext context)
    {
        if (value.Spec is not { } spec)
        {
            return;
        }

        if (spec.RestoreOption is null)
        {
            context.Error(FieldPath.Spec.Field("restoreOption"), "is missing: say where and how a Snapshot is restored");
        }
        else
        {
            AddonChecks.Check(spec.RestoreOption.AddonInfo, FieldPath.Spec.Field("restoreOption").Field("addonInfo"), isBackup: false, context);
        }

        if (spec.Scheduler is null)
        {
            context.Error(FieldPath.Spec.Field("scheduler"), "is missing: say when Snapshots are proven");
        }
        else
        {
            SchedulerChecks.Check(spec.Scheduler, FieldPath.Spec.Field("scheduler"), context);
        }

        SchedulerChecks.CheckRetry(spec.RetryConfig, FieldPath.Spec.Field("retryConfig"), context);
        CheckType(spec, context);
    }

    private static void CheckType(BackupVerifierSpec spec, RuleContext context)
    {
        if (!context.Require(FieldPath.Spec.Field("type"), spec.Type, "is missing: RestoreOnly, Query or Script"))
        {
            return;
        }

        if (spec.Type is VerificationTypes.Query or VerificationTypes.Script)
        {
            context.Require(FieldPath.Spec.Field("function"), spec.Function, $"is missing: {spec.Type} needs the name of a Function");
        }

        if (spec.Type == VerificationTypes.Query && spec.Query is null)
        {
            context.Error(FieldPath.Spec.Field("query"), "is missing: say what must be found");
        }

        if (spec.Type == VerificationTypes.Script)
        {
            context.Require(FieldPath.Spec.Field("script").Field("location"), spec.Script?.Location, "is missing: give the path of the script");
        }
    }
}
