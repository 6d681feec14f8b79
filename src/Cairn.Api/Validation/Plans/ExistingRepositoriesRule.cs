using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Storage;

namespace Cairn.Api.Validation.Plans;

/// <summary>
/// A Repository that exists keeps its application and its storage, and no other one of the cluster has the same directory. A
/// namespace that is left out counts as the one it stands for.
/// </summary>
internal sealed class ExistingRepositoriesRule : IRule<PlanView>
{
    public void Check(PlanView value, RuleContext context)
    {
        if (value.IsPattern)
        {
            return;
        }

        foreach (SessionPart part in value.Parts)
        {
            for (int i = 0; i < part.Repositories.Count; i++)
            {
                FieldPath path = part.Path.Field("repositories").At(i);
                RepositoryPlan repository = part.Repositories[i];
                ObjectReference? storage = value.Backends.FirstOrDefault(backend => (backend.Name ?? "") == (repository.Backend ?? ""))?.StorageRef;
                if (string.IsNullOrEmpty(repository.Name) || storage is null)
                {
                    continue;
                }

                if (context.Lookup.Find<Repository>(context.Namespace, repository.Name) is { } existing)
                {
                    CheckSame(existing, part.Target, storage, path, context);
                }

                CheckAlone(repository, storage, path.Field("directory"), context);
            }
        }
    }

    private static void CheckSame(Repository existing, TypedObjectReference? target, ObjectReference storage, FieldPath path, RuleContext context)
    {
        if (target is not null && existing.Spec?.AppRef is { } app && (app.Kind != target.Kind || (app.ApiGroup ?? "") != (target.ApiGroup ?? "")
            || app.Name != target.Name || context.Resolve(app.Namespace) != context.Resolve(target.Namespace)))
        {
            context.Error(path.Field("name"), $"the Repository {existing.Metadata.Name} exists and belongs to {app.Kind} {app.Name}: choose another name");
        }

        if (existing.Spec?.StorageRef is { } other && !IsSame(other, context.Namespace, storage, context))
        {
            context.Error(path.Field("backend"), $"the Repository {existing.Metadata.Name} exists in the storage {other.Name}: choose another name");
        }
    }

    private static void CheckAlone(RepositoryPlan repository, ObjectReference storage, FieldPath path, RuleContext context)
    {
        Repository? other = context.Lookup.All<Repository>().FirstOrDefault(item =>
            (item.Metadata.Name != repository.Name || RuleContext.NamespaceOf(item) != context.Namespace)
            && item.Spec?.StorageRef is { } used
            && IsSame(used, RuleContext.NamespaceOf(item), storage, context)
            && TextShapes.CleanPath(item.Spec.Path) == TextShapes.CleanPath(repository.Directory));
        if (other is not null)
        {
            context.Error(path, $"the Repository {RuleContext.NamespaceOf(other)}/{other.Metadata.Name} already uses this directory: choose another one");
        }
    }

    private static bool IsSame(ObjectReference left, string leftOwner, ObjectReference right, RuleContext context) =>
        left.Name == right.Name && (string.IsNullOrEmpty(left.Namespace) ? leftOwner : left.Namespace) == context.Resolve(right.Namespace);
}
