using Cairn.Api.Addons;
using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Api.Validation.Addons;
using Cairn.Api.Validation.Common;
using Cairn.Api.Validation.Hooks;
using Cairn.Api.Validation.Plans;
using Cairn.Api.Validation.Runs;
using Cairn.Api.Validation.Storages;

namespace Cairn.Api.Validation;

/// <summary>
/// The rules of all kinds, as the admission webhook, the operator and the command line hold objects against them. An object is
/// given with its defaults (<see cref="Defaulting.ApiDefaults"/>); its schema has been checked before.
/// </summary>
public static class ApiValidator
{
    private static readonly NameRule Name = new();

    /// <summary>All problems of an object, in the order of the rules. It throws for no object whatever.</summary>
    /// <param name="value">The object.</param>
    /// <param name="lookup">The other objects.</param>
    /// <param name="old">The object before the change. Null: it is new.</param>
    public static IReadOnlyList<Problem> Check(ApiObject value, IObjectLookup lookup, ApiObject? old = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        RuleContext context = new(value, old, lookup);
        Name.Check(value, context);
        switch (value)
        {
            case BackupStorage storage:
                Apply(storage, context, StorageRules);
                break;
            case Repository repository:
                Apply(repository, context, RepositoryRules);
                break;
            case RetentionPolicy policy:
                Apply(policy, context, PolicyRules);
                break;
            case HookTemplate template:
                Apply(template, context, HookRules);
                break;
            case Addon addon:
                Apply(addon, context, AddonRules);
                break;
            case Function function:
                Apply(function, context, [new FunctionRule()]);
                break;
            case AppBinding binding:
                Apply(binding, context, [new ClientConfigRule(), new SpecRule<AppBinding>(item => item.Spec)]);
                break;
            default:
                CheckPlanOrRun(value, context);
                break;
        }

        return context.Problems;
    }

    private static readonly IRule<BackupStorage>[] StorageRules =
    [
        new SpecRule<BackupStorage>(item => item.Spec), new LocationRule(), new LocationFieldsRule(), new PlaceRule(), new LocationFixedRule(),
        new UsagePolicyRule<BackupStorage>(item => item.Spec?.UsagePolicy), new OneDefaultRule<BackupStorage>(item => item.Spec?.Default),
    ];

    private static readonly IRule<Repository>[] RepositoryRules = [new SpecRule<Repository>(item => item.Spec), new RepositoryPathRule()];

    private static readonly IRule<RetentionPolicy>[] PolicyRules =
    [
        new SpecRule<RetentionPolicy>(item => item.Spec), new RetentionRule(),
        new UsagePolicyRule<RetentionPolicy>(item => item.Spec?.UsagePolicy), new OneDefaultRule<RetentionPolicy>(item => item.Spec?.Default),
    ];

    private static readonly IRule<HookTemplate>[] HookRules =
    [
        new SpecRule<HookTemplate>(item => item.Spec), new ExecutorRule(), new ActionRule(), new HookTextRule(),
        new UsagePolicyRule<HookTemplate>(item => item.Spec?.UsagePolicy),
        new ParameterNamesRule<HookTemplate>(item => [(item.Spec?.Params, FieldPath.Spec.Field("params"))]),
    ];

    private static readonly IRule<Addon>[] AddonRules = [new TasksRule(), new TaskPlaceholdersRule(), new ParameterNamesRule<Addon>(ParametersOf)];

    private static readonly IRule<BackupConfiguration>[] PlanRules =
        [new SpecRule<BackupConfiguration>(item => item.Spec), new PlanRules<BackupConfiguration>(PlanView.Of)];

    private static readonly IRule<BackupBatch>[] BatchRules =
        [new SpecRule<BackupBatch>(item => item.Spec), new BatchTargetsRule(), new PlanRules<BackupBatch>(PlanView.Of)];

    private static readonly IRule<BackupBlueprint>[] BlueprintRules =
    [
        new SpecRule<BackupBlueprint>(item => item.Spec), new PatternRule(), new PatternTextRule(),
        new UsagePolicyRule<BackupBlueprint>(item => item.Spec?.UsagePolicy),
        new PlanRules<BackupBlueprint>(PlanView.Of),
    ];

    private static void CheckPlanOrRun(ApiObject value, RuleContext context)
    {
        switch (value)
        {
            case BackupConfiguration plan:
                Apply(plan, context, PlanRules);
                break;
            case BackupBatch batch:
                Apply(batch, context, BatchRules);
                break;
            case BackupBlueprint blueprint:
                Apply(blueprint, context, blueprint.Spec?.BackupConfigurationTemplate is null ? BlueprintRules[..^1] : BlueprintRules);
                break;
            case BackupVerifier verifier:
                Apply(verifier, context, [new SpecRule<BackupVerifier>(item => item.Spec), new VerifierRule()]);
                break;
            case BackupSession run:
                Apply(run, context, [new SpecRule<BackupSession>(item => item.Spec), new BackupSessionRule()]);
                break;
            case RestoreSession restore:
                Apply(restore, context, [new SpecRule<RestoreSession>(item => item.Spec), new DataSourceRule(), new RestoreRule()]);
                break;
            case BackupVerificationSession proof:
                Apply(proof, context, [new SpecRule<BackupVerificationSession>(item => item.Spec), new VerificationSessionRule()]);
                break;
        }
    }

    private static IEnumerable<(IReadOnlyList<ParameterDefinition>? Parameters, FieldPath Path)> ParametersOf(Addon addon) =>
        Of(addon.Spec?.BackupTasks, "backupTasks").Concat(Of(addon.Spec?.RestoreTasks, "restoreTasks"));

    private static IEnumerable<(IReadOnlyList<ParameterDefinition>? Parameters, FieldPath Path)> Of(IReadOnlyList<TaskDefinition>? tasks, string name) =>
        (tasks ?? []).Select((task, i) => (task.Parameters, FieldPath.Spec.Field(name).At(i).Field("parameters")));

    private static void Apply<T>(T value, RuleContext context, IRule<T>[] rules)
    {
        foreach (IRule<T> rule in rules)
        {
            rule.Check(value, context);
        }
    }
}
