using Cairn.Api.Storage;

namespace Cairn.Api.Validation.Storages;

/// <summary>A policy says what is kept, in numbers that can be kept.</summary>
internal sealed class RetentionRule : IRule<RetentionPolicy>
{
    public void Check(RetentionPolicy value, RuleContext context)
    {
        if (value.Spec is not { } spec)
        {
            return;
        }

        if (string.IsNullOrEmpty(spec.MaxRetentionPeriod) && spec.SuccessfulSnapshots is null)
        {
            context.Error(FieldPath.Spec, "says nothing about Snapshots that succeeded: give maxRetentionPeriod, successfulSnapshots or both");
        }

        if (!string.IsNullOrEmpty(spec.MaxRetentionPeriod))
        {
            NotationChecks.CheckPeriod(spec.MaxRetentionPeriod, FieldPath.Spec.Field("maxRetentionPeriod"), context);
        }

        CheckCounts(spec, context);
    }

    private static void CheckCounts(RetentionPolicySpec spec, RuleContext context)
    {
        FieldPath path = FieldPath.Spec.Field("successfulSnapshots");
        SuccessfulSnapshotsKeep? keep = spec.SuccessfulSnapshots;
        (string Name, int? Count)[] counts =
        [
            ("last", keep?.Last), ("hourly", keep?.Hourly), ("daily", keep?.Daily), ("weekly", keep?.Weekly), ("monthly", keep?.Monthly),
            ("yearly", keep?.Yearly),
        ];
        foreach ((string name, int? count) in counts)
        {
            if (count < 0)
            {
                context.Error(path.Field(name), "is negative: 0 or nothing keeps none");
            }
        }

        if (keep is not null && string.IsNullOrEmpty(spec.MaxRetentionPeriod) && counts.All(item => item.Count is null or 0))
        {
            context.Error(path, "keeps nothing: give at least one of last, hourly, daily, weekly, monthly and yearly");
        }

        if (spec.FailedSnapshots?.Last < 0)
        {
            context.Error(FieldPath.Spec.Field("failedSnapshots").Field("last"), "is negative: 0 keeps none");
        }
    }
}
