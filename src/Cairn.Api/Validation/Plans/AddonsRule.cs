namespace Cairn.Api.Validation.Plans;

/// <summary>Every session says by which tasks of which addon it is done.</summary>
internal sealed class AddonsRule : IRule<PlanView>
{
    public void Check(PlanView value, RuleContext context)
    {
        foreach (SessionPart part in value.Parts)
        {
            AddonChecks.Check(part.Addon, part.Path.Field("addon"), isBackup: true, context);
        }
    }
}
