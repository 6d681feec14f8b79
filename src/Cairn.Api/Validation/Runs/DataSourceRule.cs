using Cairn.Api.Core;

namespace Cairn.Api.Validation.Runs;

/// <summary>A restore says which Snapshot it takes: by name, the latest of a Repository, or the newest up to a time.</summary>
internal sealed class DataSourceRule : IRule<RestoreSession>
{
    public void Check(RestoreSession value, RuleContext context)
    {
        if (value.Spec is null)
        {
            return;
        }

        FieldPath path = FieldPath.Spec.Field("dataSource");
        if (value.Spec.DataSource is not { } source)
        {
            context.Error(path, "is missing: say which Snapshot is restored");
            return;
        }

        if (source.Pitr is not null)
        {
            if (source.Pitr.TargetTime is null)
            {
                context.Error(path.Field("pitr").Field("targetTime"), "is missing: give the time up to which is restored");
            }

            context.Require(path.Field("repository"), source.Repository, "is missing: a restore by time needs a Repository to choose from");
        }
        else if (context.Require(path.Field("snapshot"), source.Snapshot, "is missing: name a Snapshot, or latest") && source.Snapshot == "latest")
        {
            context.Require(path.Field("repository"), source.Repository, "is missing: latest needs a Repository to choose from");
        }
    }
}
