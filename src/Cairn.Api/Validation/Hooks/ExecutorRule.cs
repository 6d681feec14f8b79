using Cairn.Api.Core;

namespace Cairn.Api.Validation.Hooks;

/// <summary>A hook has somebody who does it, and that one has what it needs.</summary>
internal sealed class ExecutorRule : IRule<HookTemplate>
{
    private static readonly FieldPath Path = FieldPath.Spec.Field("executor");

    public void Check(HookTemplate value, RuleContext context)
    {
        if (value.Spec is null)
        {
            return;
        }

        if (value.Spec.Executor is not { } executor)
        {
            context.Error(Path, "is missing: say who does it: Function, Pod or Operator");
            return;
        }

        if (!context.Require(Path.Field("type"), executor.Type, "is missing: Function, Pod or Operator"))
        {
            return;
        }

        if (executor.Type == HookExecutorTypes.Function)
        {
            context.Require(Path.Field("function").Field("name"), executor.Function?.Name, "is missing: name the Function");
        }

        if (executor.Type == HookExecutorTypes.Pod
            && context.Require(Path.Field("pod").Field("selector"), executor.Pod?.Selector, "is missing: give the labels of the pods, such as app=shop"))
        {
            CheckSelector(executor.Pod!.Selector!, context);
        }
    }

    private static void CheckSelector(string selector, RuleContext context)
    {
        foreach (string part in selector.Split(','))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || part.AsSpan(0, equals).Trim().IsEmpty)
            {
                context.Error(Path.Field("pod").Field("selector"), $"\"{part.Trim()}\" is no label: write key=value, separated by commas");
            }
        }
    }
}
