using Cairn.Api.Meta;

namespace Cairn.Api.Validation.Plans;

/// <summary>All rules about plans, for one kind of plan.</summary>
internal sealed class PlanRules<T>(Func<T, PlanView> view) : IRule<T>
    where T : ApiObject
{
    private static readonly IRule<PlanView>[] Rules =
    [
        new BackendsRule(), new SessionsRule(), new SchedulesRule(), new AddonsRule(), new RepositoriesRule(), new EncryptionRule(),
        new DirectoriesRule(), new ExistingRepositoriesRule(), new BackendUsageRule(), new HooksRule(),
    ];

    public void Check(T value, RuleContext context)
    {
        PlanView plan = view(value);
        foreach (IRule<PlanView> rule in Rules)
        {
            rule.Check(plan, context);
        }
    }
}
