namespace Cairn.Api;

/// <summary>The groups of the API and their version. The names are KubeStash's, so that its manifests apply.</summary>
public static class ApiGroups
{
    /// <summary>Storages, Repositories, Snapshots and RetentionPolicies.</summary>
    public const string Storage = "storage.kubestash.com";

    /// <summary>Plans, and the runs of backups, restores and proofs.</summary>
    public const string Core = "core.kubestash.com";

    /// <summary>What can be done for a kind of application.</summary>
    public const string Addons = "addons.kubestash.com";

    /// <summary>How applications are reached.</summary>
    public const string AppCatalog = "appcatalog.appscode.com";

    /// <summary>The only version of every group.</summary>
    public const string Version = "v1alpha1";

    /// <summary>Whether a group is one of Cairn's.</summary>
    public static bool Contains(string group) => group is Storage or Core or Addons or AppCatalog;
}
