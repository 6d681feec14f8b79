using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Rules.Access;
using Cairn.Api.Storage;
using Cairn.Api.Validation;

namespace Cairn.Api.Defaulting;

/// <summary>
/// What an object means where it says nothing: a changed copy of the object. The admission webhook writes the result down, and
/// everybody else reads objects through it, so that nothing hangs on a webhook that was away.
/// </summary>
public static class ApiDefaults
{
    private static readonly UsagePolicy Same = new() { AllowedNamespaces = new AllowedNamespaces { From = NamespaceScopes.Same } };

    /// <summary>The object with its defaults. One that has nothing to be completed is returned as it is.</summary>
    /// <param name="value">The object.</param>
    /// <param name="lookup">The other objects, among which are the default storages and policies.</param>
    public static ApiObject Complete(ApiObject value, IObjectLookup lookup) => value switch
    {
        BackupStorage { Spec: not null } storage => storage with { Spec = Complete(storage.Spec) },
        RetentionPolicy { Spec: not null } policy => policy with
        {
            Spec = policy.Spec with
            {
                UsagePolicy = Complete(policy.Spec.UsagePolicy),
                FailedSnapshots = new FailedSnapshotsKeep { Last = policy.Spec.FailedSnapshots?.Last ?? 1 },
            },
        },
        HookTemplate { Spec: not null } template => template with
        {
            Spec = template.Spec with { UsagePolicy = Complete(template.Spec.UsagePolicy) },
        },
        BackupBlueprint { Spec: not null } blueprint => blueprint with
        {
            Spec = blueprint.Spec with { UsagePolicy = Complete(blueprint.Spec.UsagePolicy) },
        },
        BackupConfiguration { Spec: not null } plan => plan with { Spec = Complete(plan.Spec, RuleContext.NamespaceOf(plan), lookup) },
        _ => value,
    };

    private static BackupStorageSpec Complete(BackupStorageSpec spec) => spec with
    {
        UsagePolicy = Complete(spec.UsagePolicy),
        DeletionPolicy = spec.DeletionPolicy ?? DeletionPolicies.Delete,
        Storage = spec.Storage is not { } location ? null : location with
        {
            S3 = location.S3 is not { } s3 ? null : s3 with { Bucket = Trim(s3.Bucket), Endpoint = Trim(s3.Endpoint), Prefix = Trim(s3.Prefix) },
            Gcs = location.Gcs is not { } gcs ? null : gcs with { Bucket = Trim(gcs.Bucket), Prefix = Trim(gcs.Prefix) },
            Azure = location.Azure is not { } azure ? null : azure with { Prefix = Trim(azure.Prefix) },
        },
    };

    private static UsagePolicy Complete(UsagePolicy? policy) =>
        policy?.AllowedNamespaces is null ? Same
        : policy.AllowedNamespaces.From is null ? policy with { AllowedNamespaces = policy.AllowedNamespaces with { From = NamespaceScopes.Same } }
        : policy;

    /// <summary>Backends that are not given come from the defaults of the namespace; what cannot be found stays unset.</summary>
    private static BackupConfigurationSpec Complete(BackupConfigurationSpec spec, string ns, IObjectLookup lookup)
    {
        IReadOnlyList<BackendSpec> backends = spec.Backends ?? [];
        if (backends.Count == 0 && Default<BackupStorage>(ns, lookup, item => item.Spec?.Default, item => item.Spec?.UsagePolicy) is { } storage)
        {
            backends = [new BackendSpec { Name = "", StorageRef = Reference(storage) }];
        }

        if (backends.Count == 0 || backends.All(backend => backend.RetentionPolicy is not null))
        {
            return backends.Count == 0 ? spec : spec with { Backends = backends };
        }

        RetentionPolicy? policy = Default<RetentionPolicy>(ns, lookup, item => item.Spec?.Default, item => item.Spec?.UsagePolicy);
        return spec with
        {
            Backends = policy is null ? backends
                : [.. backends.Select(backend => backend with { RetentionPolicy = backend.RetentionPolicy ?? Reference(policy) })],
        };
    }

    private static T? Default<T>(string ns, IObjectLookup lookup, Func<T, bool?> isDefault, Func<T, UsagePolicy?> policyOf)
        where T : ApiObject =>
        DefaultChoice.Choose(
            lookup.All<T>().Where(item => isDefault(item) == true),
            item => new DefaultCandidate(RuleContext.NamespaceOf(item), item.Metadata.Name ?? "", policyOf(item)),
            ns,
            lookup.LabelsOfNamespace(ns));

    private static ObjectReference Reference(ApiObject value) =>
        new() { Name = value.Metadata.Name, Namespace = RuleContext.NamespaceOf(value) };

    private static string? Trim(string? text) => text?.TrimEnd('/');
}
