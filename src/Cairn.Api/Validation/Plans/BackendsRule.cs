using Cairn.Api.Core;

namespace Cairn.Api.Validation.Plans;

/// <summary>
/// There is a backend, names are unique, each has a storage and a policy. What is missing may come from the defaults of a cluster, so
/// without one it is a warning.
/// </summary>
internal sealed class BackendsRule : IRule<PlanView>
{
    public void Check(PlanView value, RuleContext context)
    {
        if (value.IsPattern)
        {
            CheckNames(value, context);
            return;
        }

        if (value.Backends.Count == 0)
        {
            Missing(context, value.BackendsPath, "no backend is given, and the namespace has no default BackupStorage");
        }

        CheckNames(value, context);
        for (int i = 0; i < value.Backends.Count; i++)
        {
            FieldPath path = value.BackendsPath.At(i);
            if (string.IsNullOrEmpty(value.Backends[i].StorageRef?.Name))
            {
                context.Error(path.Field("storageRef"), "is missing: name a BackupStorage");
            }

            if (string.IsNullOrEmpty(value.Backends[i].RetentionPolicy?.Name))
            {
                Missing(context, path.Field("retentionPolicy"), "no RetentionPolicy is given, and the namespace has no default one");
            }
        }
    }

    private static void CheckNames(PlanView value, RuleContext context)
    {
        HashSet<string> names = [];
        for (int i = 0; i < value.Backends.Count; i++)
        {
            BackendSpec backend = value.Backends[i];
            FieldPath path = value.BackendsPath.At(i).Field("name");
            if (!names.Add(backend.Name ?? ""))
            {
                context.Error(path, $"another backend has the name \"{backend.Name}\": give each its own");
            }
            else if (string.IsNullOrEmpty(backend.Name) && value.Backends.Count > 1)
            {
                context.Error(path, "is missing: with several backends each needs a name");
            }
        }
    }

    private static void Missing(RuleContext context, FieldPath path, string message)
    {
        if (context.Lookup.IsComplete)
        {
            context.Error(path, message);
        }
        else
        {
            string warning = message.Replace(", and the namespace has no", ": this works only in a cluster whose namespace finds a", StringComparison.Ordinal);
            context.Warn(path, warning);
        }
    }
}
