using Cairn.Api.Core;
using Cairn.Api.Serialization;

namespace Cairn.Api.Validation.Plans;

/// <summary>The placeholders in the pattern of a blueprint can be read. Their values come from the annotations of each application.</summary>
internal sealed class PatternTextRule : IRule<BackupBlueprint>
{
    public void Check(BackupBlueprint value, RuleContext context) =>
        PlaceholderChecks.Check(
            ApiJson.Write(value)["spec"]?["backupConfigurationTemplate"],
            FieldPath.Spec.Field("backupConfigurationTemplate"),
            declared: null,
            context);
}
