using Cairn.Api.Storage;

namespace Cairn.Api.Validation.Storages;

/// <summary>A Repository stays in its directory.</summary>
internal sealed class RepositoryPathRule : IRule<Repository>
{
    public void Check(Repository value, RuleContext context)
    {
        if (context.Old is Repository old && (old.Spec?.Path ?? "") != (value.Spec?.Path ?? ""))
        {
            context.Error(FieldPath.Spec.Field("path"), "cannot change: make another Repository");
        }
    }
}
