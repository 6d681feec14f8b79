using System.Text.Json.Serialization.Metadata;
using Cairn.Api.Schema;
using Cairn.Api.Serialization;

namespace Cairn.Api;

/// <summary>All kinds of the API.</summary>
public static class KindCatalog
{
    private static readonly ApiJsonContext Json = ApiJsonContext.Default;

    private static readonly Dictionary<(string Group, string Kind), KindInfo> ByKind;

    static KindCatalog()
    {
        All = [.. StorageKinds(), .. PlanKinds(), .. RunKinds(), .. OtherKinds()];
        ByKind = All.ToDictionary(kind => (kind.Group, kind.Kind));
    }

    /// <summary>The kinds, in the order in which a reader meets them.</summary>
    public static IReadOnlyList<KindInfo> All { get; }

    /// <summary>The kind of a C# type.</summary>
    /// <exception cref="ArgumentException">The type is not one of a kind.</exception>
    public static KindInfo Of(Type type) =>
        All.FirstOrDefault(kind => kind.TypeInfo.Type == type) ?? throw new ArgumentException($"{type} is not a kind of the API.", nameof(type));

    /// <summary>The kind of a group and name, or null.</summary>
    public static KindInfo? Find(string group, string kind) => ByKind.GetValueOrDefault((group, kind));

    private static IEnumerable<KindInfo> StorageKinds()
    {
        yield return Kind(ApiGroups.Storage, "backupstorages", Json.BackupStorage) with
        {
            HasStatus = true,
            Columns =
            [
                new("Provider", "string", ".spec.storage.provider"), KindColumn.Default, KindColumn.DeletionPolicy,
                new("Total-Size", "string", ".status.totalSize"), KindColumn.Phase, KindColumn.Age,
            ],
            Rules = At("", "!has(oldSelf.status) || !has(oldSelf.status.repositories) || size(oldSelf.status.repositories) == 0 || "
                + "(has(self.spec) && has(oldSelf.spec) && has(self.spec.storage) && has(oldSelf.spec.storage) && self.spec.storage == oldSelf.spec.storage)",
                "spec.storage cannot change while Repositories are stored in it: make another BackupStorage, or delete the Repositories first"),
        };
        yield return Kind(ApiGroups.Storage, "repositories", Json.Repository) with
        {
            ShortNames = ["repo"],
            HasStatus = true,
            Columns =
            [
                new("Integrity", "boolean", ".status.integrity"), new("Snapshot-Count", "integer", ".status.snapshotCount"),
                new("Size", "string", ".status.size"), KindColumn.Phase, new("Last-Successful-Backup", "date", ".status.lastBackupTime"), KindColumn.Age,
            ],
            Rules = At("spec", "(has(self.path) ? self.path : '') == (has(oldSelf.path) ? oldSelf.path : '')",
                "path cannot change: make another Repository"),
        };
        yield return Kind(ApiGroups.Storage, "snapshots", Json.Snapshot) with
        {
            HasStatus = true,
            Categories = ["kubestash", "appscode"],
            Columns =
            [
                new("Repository", "string", ".spec.repository"), new("Session", "string", ".spec.session"),
                new("Snapshot-Time", "string", ".status.snapshotTime"), KindColumn.DeletionPolicy, KindColumn.Phase, KindColumn.Age,
            ],
        };
        yield return Kind(ApiGroups.Storage, "retentionpolicies", Json.RetentionPolicy) with
        {
            Categories = ["kubestash", "appscode"],
            Columns = [new("Max-Retention-Period", "string", ".spec.maxRetentionPeriod"), KindColumn.Default, KindColumn.Age],
        };
    }

    private static IEnumerable<KindInfo> PlanKinds()
    {
        yield return Kind(ApiGroups.Core, "backupconfigurations", Json.BackupConfiguration) with
        {
            ShortNames = ["bc"],
            HasStatus = true,
            Columns = [KindColumn.Phase, new("Paused", "boolean", ".spec.paused"), KindColumn.Age],
        };
        yield return Kind(ApiGroups.Core, "backupbatches", Json.BackupBatch) with { HasStatus = true, Columns = [KindColumn.Age] };
        yield return Kind(ApiGroups.Core, "backupblueprints", Json.BackupBlueprint) with { Columns = [KindColumn.Age] };
        yield return Kind(ApiGroups.Core, "backupverifier", Json.BackupVerifier) with { Columns = [KindColumn.Age] };
        yield return Kind(ApiGroups.Core, "hooktemplates", Json.HookTemplate) with
        {
            Columns = [new("Executor", "string", ".spec.executor.type"), KindColumn.Age],
        };
    }

    private static IEnumerable<KindInfo> RunKinds()
    {
        yield return Kind(ApiGroups.Core, "backupsessions", Json.BackupSession) with
        {
            HasStatus = true,
            Columns =
            [
                new("Invoker-Type", "string", ".spec.invoker.kind"), new("Invoker-Name", "string", ".spec.invoker.name"),
                KindColumn.Phase, KindColumn.Duration, KindColumn.Age,
            ],
            Rules = At("spec", "self == oldSelf", "spec cannot change: make another BackupSession"),
        };
        yield return Kind(ApiGroups.Core, "restoresessions", Json.RestoreSession) with
        {
            ShortNames = ["restore"],
            HasStatus = true,
            Columns = [new("Repository", "string", ".spec.dataSource.repository"), KindColumn.Phase, KindColumn.Duration, KindColumn.Age],
        };
        yield return Kind(ApiGroups.Core, "backupverificationsession", Json.BackupVerificationSession) with
        {
            HasStatus = true,
            Columns = [KindColumn.Phase, KindColumn.Duration, KindColumn.Age],
        };
    }

    private static IEnumerable<KindInfo> OtherKinds()
    {
        yield return Kind(ApiGroups.Addons, "addons", Json.Addon) with { IsNamespaced = false, Columns = [KindColumn.Age] };
        yield return Kind(ApiGroups.Addons, "functions", Json.Function) with { IsNamespaced = false, ShortNames = ["fn"], Columns = [KindColumn.Age] };
        yield return Kind(ApiGroups.AppCatalog, "appbindings", Json.AppBinding) with
        {
            Categories = ["catalog", "appscode", "all"],
            Columns = [new("Type", "string", ".spec.type"), new("Version", "string", ".spec.version"), KindColumn.Age],
        };
    }

    private static KindInfo Kind(string group, string plural, JsonTypeInfo type) =>
        new() { Group = group, Kind = type.Type.Name, Plural = plural, TypeInfo = type };

    private static Dictionary<string, SchemaRule> At(string path, string expression, string message) =>
        new() { [path] = new SchemaRule(expression, message) };
}
