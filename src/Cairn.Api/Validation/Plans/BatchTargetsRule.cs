using Cairn.Api.Core;

namespace Cairn.Api.Validation.Plans;

/// <summary>The applications of a batch have names of their own, and its sessions name no others.</summary>
internal sealed class BatchTargetsRule : IRule<BackupBatch>
{
    public void Check(BackupBatch value, RuleContext context)
    {
        HashSet<string> names = CheckTargets(value, context);
        IReadOnlyList<BatchSessionSpec> sessions = value.Spec?.Sessions ?? [];
        for (int i = 0; i < sessions.Count; i++)
        {
            CheckSession(sessions[i].Targets ?? [], FieldPath.Spec.Field("sessions").At(i).Field("targets"), names, context);
        }
    }

    private static HashSet<string> CheckTargets(BackupBatch value, RuleContext context)
    {
        HashSet<string> names = [];
        FieldPath path = FieldPath.Spec.Field("targets");
        IReadOnlyList<BatchTarget> targets = value.Spec?.Targets ?? [];
        if (targets.Count == 0 && value.Spec is not null)
        {
            context.Error(path, "no application is given");
        }

        for (int i = 0; i < targets.Count; i++)
        {
            if (context.Require(path.At(i).Field("name"), targets[i].Name, "is missing: each application needs a name") && !names.Add(targets[i].Name!))
            {
                context.Error(path.At(i).Field("name"), $"another application has the name \"{targets[i].Name}\"");
            }
        }

        return names;
    }

    private static void CheckSession(IReadOnlyList<BatchSessionTarget> used, FieldPath path, HashSet<string> names, RuleContext context)
    {
        if (used.Count == 0)
        {
            context.Error(path, "no application is given: the session would do nothing");
        }

        for (int i = 0; i < used.Count; i++)
        {
            if (!names.Contains(used[i].Name ?? ""))
            {
                context.Error(path.At(i).Field("name"), $"is \"{used[i].Name}\", which is none of the batch's applications");
            }
        }
    }
}
