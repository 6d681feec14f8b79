using Cairn.Api.Core;

namespace Cairn.Api.Validation.Plans;

/// <summary>Every session writes somewhere: named Repositories, each once in a session, in a backend that exists, with a directory.</summary>
internal sealed class RepositoriesRule : IRule<PlanView>
{
    public void Check(PlanView value, RuleContext context)
    {
        foreach (SessionPart part in value.Parts)
        {
            FieldPath path = part.Path.Field("repositories");
            if (part.Repositories.Count == 0)
            {
                context.Error(path, "no repository is given: say where the backup goes");
            }

            HashSet<string> names = [];
            for (int i = 0; i < part.Repositories.Count; i++)
            {
                Check(part.Repositories[i], path.At(i), names, value, context);
            }
        }
    }

    private static void Check(RepositoryPlan repository, FieldPath path, HashSet<string> taken, PlanView plan, RuleContext context)
    {
        if (context.Require(path.Field("name"), repository.Name, "is missing: each repository needs a name"))
        {
            if (!taken.Add(repository.Name!))
            {
                context.Error(path.Field("name"), $"the session has another repository with the name \"{repository.Name}\"");
            }

            if (!TextShapes.IsObjectName(repository.Name!) && !context.IsOpen(repository.Name!))
            {
                context.Error(path.Field("name"), $"\"{repository.Name}\" cannot be the name of an object: use lower case letters, digits, - and .");
            }
        }

        bool mayBeDefault = plan.Backends.Count == 0 && string.IsNullOrEmpty(repository.Backend);
        if (!mayBeDefault && !plan.Backends.Any(backend => (backend.Name ?? "") == (repository.Backend ?? "")))
        {
            string known = string.Join(", ", plan.Backends.Select(backend => $"\"{backend.Name}\""));
            string names = known.Length == 0 ? "there are none" : known;
            context.Error(path.Field("backend"), $"is \"{repository.Backend}\", which is none of the backends: {names}");
        }

        context.Require(path.Field("directory"), repository.Directory, "is missing: give a directory below the storage's prefix");
    }
}
