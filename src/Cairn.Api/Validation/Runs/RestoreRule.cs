using Cairn.Api.Core;

namespace Cairn.Api.Validation.Runs;

/// <summary>A restore says by which tasks it is done, and what its hooks are.</summary>
internal sealed class RestoreRule : IRule<RestoreSession>
{
    public void Check(RestoreSession value, RuleContext context)
    {
        if (value.Spec is not { } spec)
        {
            return;
        }

        AddonChecks.Check(spec.Addon, FieldPath.Spec.Field("addon"), isBackup: false, context);
        SchedulerChecks.CheckDuration(spec.RestoreTimeout, FieldPath.Spec.Field("restoreTimeout"), context);
        FieldPath hooks = FieldPath.Spec.Field("hooks");
        HookChecks.Check(spec.Hooks?.PreRestore, hooks.Field("preRestore"), context);
        HookChecks.Check(spec.Hooks?.PostRestore, hooks.Field("postRestore"), context);
    }
}
