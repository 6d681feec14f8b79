using Cairn.Api;
using Cairn.Api.AppCatalog;
using Cairn.Api.Meta;
using Cairn.Api.Storage;

namespace Cairn.Operator.Jobs.Access;

/// <summary>What runs need again and again.</summary>
internal static class Grants
{
    private static readonly string[] Read = ["get"];
    private static readonly string[] Write = ["get", "patch", "update"];

    /// <summary>Reading objects of Cairn's kinds by name.</summary>
    public static AccessPlan AllowReading(this AccessPlan plan, string @namespace, string group, string resource, params IEnumerable<string?> names) =>
        plan.Allow(@namespace, group, resource, Read, names);

    /// <summary>Reading objects of Cairn's kinds by name, and writing their status.</summary>
    public static AccessPlan AllowReporting(this AccessPlan plan, string @namespace, string group, string resource, params IEnumerable<string?> names)
    {
        string?[] all = [.. names];
        return plan.Allow(@namespace, group, resource, Read, all).Allow(@namespace, group, $"{resource}/status", Write, all);
    }

    /// <summary>A BackupStorage and the Secret with its keys.</summary>
    public static AccessPlan AllowStorage(this AccessPlan plan, BackupStorage storage)
    {
        string ns = storage.Metadata.NamespaceProperty;
        StorageLocation? location = storage.Spec?.Storage;
        return plan.AllowReading(ns, ApiGroups.Storage, "backupstorages", storage.Metadata.Name)
            .Allow(ns, "", "secrets", Read, location?.S3?.SecretName ?? location?.Gcs?.SecretName ?? location?.Azure?.SecretName);
    }

    /// <summary>The Secret with a repository's password.</summary>
    public static AccessPlan AllowEncryption(this AccessPlan plan, ObjectReference? secret, string @namespace) =>
        plan.Allow(secret?.Namespace is { Length: > 0 } ns ? ns : @namespace, "", "secrets", Read, secret?.Name);

    /// <summary>
    /// Looking at pods: whoever finds a lock in a repository asks whether the pod that holds it is still alive. Which pod that is, nobody knows before.
    /// </summary>
    public static AccessPlan AllowPods(this AccessPlan plan, string @namespace) => plan.AllowAll(@namespace, "", "pods", Read);

    /// <summary>An AppBinding and the Secrets it names.</summary>
    public static AccessPlan AllowTarget(this AccessPlan plan, AppBinding? binding)
    {
        if (binding is null)
        {
            return plan;
        }

        string ns = binding.Metadata.NamespaceProperty;
        return plan.AllowReading(ns, ApiGroups.AppCatalog, "appbindings", binding.Metadata.Name).Allow(
            ns, "", "secrets", Read,
            [
                binding.Spec?.Secret?.Name, binding.Spec?.TLSSecret?.Name,
                .. (binding.Spec?.SecretTransforms ?? []).Select(item => item.AddKeysFrom?.SecretRef?.Name),
            ]);
    }
}
