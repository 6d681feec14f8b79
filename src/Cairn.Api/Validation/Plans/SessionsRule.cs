namespace Cairn.Api.Validation.Plans;

/// <summary>There is a session; names are unique and can be parts of the names of Jobs and Snapshots.</summary>
internal sealed class SessionsRule : IRule<PlanView>
{
    public void Check(PlanView value, RuleContext context)
    {
        if (value.Sessions.Count == 0)
        {
            context.Error(value.SessionsPath, "no session is given: nothing would ever be backed up");
        }

        HashSet<string> names = [];
        foreach (SessionView session in value.Sessions)
        {
            FieldPath path = session.Path.Field("name");
            string? name = session.Settings.Name;
            if (!context.Require(path, name, "is missing: each session needs a name"))
            {
                continue;
            }

            if (!names.Add(name!))
            {
                context.Error(path, $"another session has the name \"{name}\": give each its own");
            }

            if (!TextShapes.IsLabel(name!) && !context.IsOpen(name!))
            {
                context.Error(path, $"\"{name}\" cannot be a part of names: use lower case letters, digits and -, at most 63");
            }
        }
    }
}
