using Cairn.Api.Core;

namespace Cairn.Api.Validation;

/// <summary>Calls of hooks, wherever they stand.</summary>
internal static class HookChecks
{
    /// <summary>Each names a template that may be used, and gives it what it needs.</summary>
    public static void Check(IReadOnlyList<HookSpec>? hooks, FieldPath path, RuleContext context)
    {
        for (int i = 0; i < (hooks?.Count ?? 0); i++)
        {
            HookSpec hook = hooks![i];
            FieldPath at = path.At(i);
            SchedulerChecks.CheckDuration(hook.Timeout, at.Field("timeout"), context);
            if (string.IsNullOrEmpty(hook.HookTemplate?.Name))
            {
                context.Error(at.Field("hookTemplate"), "is missing: name a HookTemplate");
                continue;
            }

            HookTemplate? template = ReferenceChecks.Check<HookTemplate>(
                hook.HookTemplate, at.Field("hookTemplate"), item => item.Spec?.UsagePolicy, context);
            ParameterChecks.Check(template?.Spec?.Params, hook.Params, hook.Variables, at.Field("params"), context);
        }
    }
}
