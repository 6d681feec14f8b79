using Cairn.Api.Core;
using Cairn.Api.Storage;

namespace Cairn.Api.Validation.Plans;

/// <summary>The storages and policies that a plan names may be used from its namespace.</summary>
internal sealed class BackendUsageRule : IRule<PlanView>
{
    public void Check(PlanView value, RuleContext context)
    {
        for (int i = 0; i < value.Backends.Count; i++)
        {
            BackendSpec backend = value.Backends[i];
            FieldPath path = value.BackendsPath.At(i);
            ReferenceChecks.Check<BackupStorage>(backend.StorageRef, path.Field("storageRef"), storage => storage.Spec?.UsagePolicy, context);
            ReferenceChecks.Check<RetentionPolicy>(backend.RetentionPolicy, path.Field("retentionPolicy"), policy => policy.Spec?.UsagePolicy, context);
        }
    }
}
