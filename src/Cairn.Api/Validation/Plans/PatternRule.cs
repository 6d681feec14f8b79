using Cairn.Api.Core;

namespace Cairn.Api.Validation.Plans;

/// <summary>A blueprint has a pattern, and names the kinds it serves in full.</summary>
internal sealed class PatternRule : IRule<BackupBlueprint>
{
    public void Check(BackupBlueprint value, RuleContext context)
    {
        if (value.Spec is null)
        {
            return;
        }

        if (value.Spec.BackupConfigurationTemplate is null)
        {
            context.Error(FieldPath.Spec.Field("backupConfigurationTemplate"), "is missing: a blueprint is nothing without its pattern");
        }

        IReadOnlyList<BlueprintSubject> subjects = value.Spec.Subjects ?? [];
        for (int i = 0; i < subjects.Count; i++)
        {
            FieldPath path = FieldPath.Spec.Field("subjects").At(i);
            context.Require(path.Field("apiVersion"), subjects[i].ApiVersion, "is missing: give group and version, such as apps/v1");
            context.Require(path.Field("kind"), subjects[i].Kind, "is missing: give a kind, such as StatefulSet");
        }
    }
}
