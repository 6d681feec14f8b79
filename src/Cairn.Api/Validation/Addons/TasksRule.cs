using Cairn.Api.Addons;

namespace Cairn.Api.Validation.Addons;

/// <summary>The tasks of an addon have names of their own, and each a Function that exists.</summary>
internal sealed class TasksRule : IRule<Addon>
{
    public void Check(Addon value, RuleContext context)
    {
        Check(value.Spec?.BackupTasks, FieldPath.Spec.Field("backupTasks"), context);
        Check(value.Spec?.RestoreTasks, FieldPath.Spec.Field("restoreTasks"), context);
    }

    private static void Check(IReadOnlyList<TaskDefinition>? tasks, FieldPath path, RuleContext context)
    {
        HashSet<string> names = [];
        for (int i = 0; i < (tasks?.Count ?? 0); i++)
        {
            TaskDefinition task = tasks![i];
            FieldPath at = path.At(i);
            if (context.Require(at.Field("name"), task.Name, "is missing: each task needs a name") && !names.Add(task.Name!))
            {
                context.Error(at.Field("name"), $"another task has the name \"{task.Name}\"");
            }

            if (context.Require(at.Field("function"), task.Function, "is missing: name the Function that does it")
                && context.Lookup.IsComplete && context.Lookup.Find<Function>("", task.Function!) is null)
            {
                context.Error(at.Field("function"), $"there is no Function {task.Function}");
            }
        }
    }
}
