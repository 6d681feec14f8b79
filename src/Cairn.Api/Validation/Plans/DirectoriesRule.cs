using Cairn.Api.Core;
using Cairn.Api.Meta;

namespace Cairn.Api.Validation.Plans;

/// <summary>
/// One directory of one storage belongs to one Repository, and one Repository is in one place. Compared by the storage and not by
/// the backend's name, since two backends may be one storage.
/// </summary>
internal sealed class DirectoriesRule : IRule<PlanView>
{
    public void Check(PlanView value, RuleContext context)
    {
        Dictionary<(string Storage, string Path), string> owners = [];
        Dictionary<string, (string Storage, string Path)> places = [];
        foreach (SessionPart part in value.Parts)
        {
            for (int i = 0; i < part.Repositories.Count; i++)
            {
                RepositoryPlan repository = part.Repositories[i];
                if (repository is not { Name: { } name, Directory: { } directory })
                {
                    continue;
                }

                (string, string) place = (StorageOf(repository, value, context), TextShapes.CleanPath(directory));
                FieldPath path = part.Path.Field("repositories").At(i).Field("directory");
                if (owners.TryGetValue(place, out string? owner) && owner != name)
                {
                    context.Error(path, $"the repository {owner} already uses this directory: give each its own");
                }
                else if (places.TryGetValue(name, out (string, string) other) && other != place)
                {
                    context.Error(path, $"the repository {name} stands elsewhere with another backend or directory: one repository is in one place");
                }

                owners.TryAdd(place, name);
                places.TryAdd(name, place);
            }
        }
    }

    private static string StorageOf(RepositoryPlan repository, PlanView plan, RuleContext context)
    {
        ObjectReference? storage = plan.Backends.FirstOrDefault(backend => (backend.Name ?? "") == (repository.Backend ?? ""))?.StorageRef;
        return storage is null ? $"backend {repository.Backend}" : $"{context.Resolve(storage.Namespace)}/{storage.Name}";
    }
}
