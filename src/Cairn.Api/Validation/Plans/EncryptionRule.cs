using Cairn.Api.Core;

namespace Cairn.Api.Validation.Plans;

/// <summary>
/// A repository of restic's format has a password. Without this rule a missing one shows only when the first backup fails. Tasks
/// that may store data otherwise get a warning.
/// </summary>
internal sealed class EncryptionRule : IRule<PlanView>
{
    private static readonly string[] ResticTasks = ["logical-backup", "physical-backup", "manifest-backup"];

    public void Check(PlanView value, RuleContext context)
    {
        foreach (SessionPart part in value.Parts)
        {
            IReadOnlyList<TaskReference> tasks = part.Addon?.Tasks ?? [];
            if (tasks.Count == 0 || tasks.All(task => task.Name == "volume-snapshot"))
            {
                continue;
            }

            bool isRestic = tasks.Any(task => ResticTasks.Contains(task.Name));
            for (int i = 0; i < part.Repositories.Count; i++)
            {
                FieldPath path = part.Path.Field("repositories").At(i).Field("encryptionSecret");
                if (part.Repositories[i].EncryptionSecret is not null)
                {
                    continue;
                }

                if (isRestic)
                {
                    context.Error(path, "is missing: name a Secret with the key RESTIC_PASSWORD");
                }
                else
                {
                    context.Warn(path, "is missing: most tasks need a Secret with the key RESTIC_PASSWORD");
                }
            }
        }
    }
}
