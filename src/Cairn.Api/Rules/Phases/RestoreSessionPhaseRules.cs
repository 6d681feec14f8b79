using Cairn.Api.Core;

namespace Cairn.Api.Rules.Phases;

/// <summary>The phase of a RestoreSession. Until MetricsPushed is set it is not over.</summary>
public static class RestoreSessionPhaseRules
{
    /// <summary>The phase, from the conditions and the components.</summary>
    public static string Of(RestoreSessionStatus? status)
    {
        ConditionList conditions = new(status?.Conditions);
        if (conditions.IsFalse(ConditionTypes.MetricsPushed))
        {
            return RestorePhases.Failed;
        }

        if (conditions.IsFalse(ConditionTypes.ValidationPassed))
        {
            return RestorePhases.Invalid;
        }

        if (conditions.IsTrue(ConditionTypes.MetricsPushed) && HasFailure(conditions))
        {
            return RestorePhases.Failed;
        }

        string phase = OfComponents(status);
        return phase is RestorePhases.Pending or RestorePhases.Unknown || conditions.Has(ConditionTypes.MetricsPushed) ? phase : RestorePhases.Running;
    }

    /// <summary>The phase of the components together. A number of components that is unset or too small never makes a success.</summary>
    public static string OfComponents(RestoreSessionStatus? status)
    {
        RestoreComponent[] components = [.. status?.Components?.Values ?? []];
        int expected = status?.TotalComponents is > 0 and var total ? Math.Max(total, components.Length) : int.MaxValue;
        int succeeded = components.Count(item => item.Phase == RestorePhases.Succeeded);
        int unknown = components.Count(item => item.Phase == RestorePhases.Unknown);
        return components.Length == 0 ? RestorePhases.Pending
            : components.Any(item => item.Phase == RestorePhases.Failed) ? RestorePhases.Failed
            : succeeded == expected ? RestorePhases.Succeeded
            : succeeded + unknown == expected ? RestorePhases.Unknown
            : RestorePhases.Running;
    }

    private static bool HasFailure(ConditionList conditions) =>
        conditions.IsTrue(ConditionTypes.RestoreIncomplete) || conditions.IsAnyFalse(
            ConditionTypes.PreRestoreHooksExecutionSucceeded, ConditionTypes.PostRestoreHooksExecutionSucceeded, ConditionTypes.RestoreExecutorEnsured);
}
