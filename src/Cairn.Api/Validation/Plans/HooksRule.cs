namespace Cairn.Api.Validation.Plans;

/// <summary>The hooks of every session.</summary>
internal sealed class HooksRule : IRule<PlanView>
{
    public void Check(PlanView value, RuleContext context)
    {
        foreach (SessionView session in value.Sessions)
        {
            FieldPath path = session.Path.Field("hooks");
            HookChecks.Check(session.Settings.Hooks?.PreBackup, path.Field("preBackup"), context);
            HookChecks.Check(session.Settings.Hooks?.PostBackup, path.Field("postBackup"), context);
        }
    }
}
