using Cairn.Api.Meta;
using Cairn.Api.Storage;

namespace Cairn.Operator.Metrics;

/// <summary>Series of BackupStorages, Repositories and Snapshots.</summary>
internal static class StorageMetrics
{
    /// <summary>Those of a BackupStorage.</summary>
    public static void Write(MetricsText text, BackupStorage storage)
    {
        SeriesOf series = new(
            text, "storage_kubestash_com_backupstorage", ("namespace", storage.Metadata.NamespaceProperty), ("invoker_kind", storage.Kind),
            ("invoker_name", storage.Metadata.Name));
        series.Created(storage.Metadata);
        series.Gauge(
            "info", "What the storage is.", 1, ("provider", storage.Spec?.Storage?.Provider), ("default", storage.Spec?.Default == true ? "true" : "false"),
            ("deletionPolicy", storage.Spec?.DeletionPolicy), ("phase", storage.Status?.Phase));
        foreach (StoredRepository item in storage.Status?.Repositories ?? [])
        {
            series.Bytes(
                "repository_size_bytes", "Size of a Repository in the storage.", item.Size, ("repo_name", item.Name), ("repo_namespace", item.Namespace),
                ("repo_path", item.Path));
        }

        series.Phase(storage.Status?.Phase, StoragePhases.Ready, StoragePhases.NotReady);
        series.Bytes("size_bytes", "Size of all Repositories in the storage.", storage.Status?.TotalSize);
        series.Conditions(storage.Status?.Conditions);
    }

    /// <summary>Those of a Repository.</summary>
    public static void Write(MetricsText text, Repository repository, DateTimeOffset now)
    {
        RepositorySpec spec = repository.Spec ?? new RepositorySpec();
        RepositoryStatus status = repository.Status ?? new RepositoryStatus();
        TypedObjectReference target = spec.AppRef ?? new TypedObjectReference();
        SeriesOf series = new(
            text, "storage_kubestash_com_repository", ("namespace", repository.Metadata.NamespaceProperty), ("invoker_kind", repository.Kind),
            ("invoker_name", repository.Metadata.Name), ("target_kind", target.Kind), ("target_name", target.Name),
            ("target_namespace", target.Namespace));
        series.Created(repository.Metadata);
        series.Gauge(
            "info", "What the Repository is.", 1, ("path", spec.Path), ("phase", status.Phase),
            ("integrity", TextOf(status.Integrity)));
        if (status.LastBackupTime is { } last)
        {
            series.Gauge("last_successful_backup", "When the last backup that succeeded was taken, in seconds since 1970.", SeriesOf.Seconds(last));
            text.Gauge(
                "cairn_repository_last_success_age_seconds", "How long ago the last backup that succeeded was taken.", (now - last).TotalSeconds,
                ("namespace", repository.Metadata.NamespaceProperty), ("repository", repository.Metadata.Name));
        }

        series.Bytes("size_bytes", "Size of the stored data.", status.Size);
        series.Gauge("snapshot_count_total", "How many Snapshots there are.", status.SnapshotCount ?? 0);
        series.Conditions(status.Conditions);
    }

    /// <summary>Those of a Snapshot.</summary>
    public static void Write(MetricsText text, Snapshot snapshot)
    {
        SnapshotSpec spec = snapshot.Spec ?? new SnapshotSpec();
        SnapshotStatus status = snapshot.Status ?? new SnapshotStatus();
        TypedObjectReference target = spec.AppRef ?? new TypedObjectReference();
        SeriesOf series = new(
            text, "storage_kubestash_com_snapshot", ("namespace", snapshot.Metadata.NamespaceProperty), ("invoker_kind", snapshot.Kind),
            ("invoker_name", snapshot.Metadata.Name), ("target_kind", target.Kind), ("target_name", target.Name),
            ("target_namespace", target.Namespace));
        series.Created(snapshot.Metadata);
        series.Gauge(
            "info", "What the Snapshot is.", 1, ("snapshot_type", spec.Type), ("repository", spec.Repository),
            ("session", spec.Session), ("backupsession", spec.BackupSession), ("version", spec.Version),
            ("phase", status.Phase), ("integrity", TextOf(status.Integrity)));
        series.Phase(status.Phase, SnapshotPhases.Pending, SnapshotPhases.Running, SnapshotPhases.Succeeded, SnapshotPhases.Failed);
        series.Bytes("size_bytes", "Sum of the components' sizes.", status.Size);
        if (status.SnapshotTime is { } time)
        {
            series.Gauge("time_seconds", "When it was taken, in seconds since 1970.", SeriesOf.Seconds(time));
        }

        series.Gauge("component_count_total", "How many components it has.", status.TotalComponents ?? 0);
        series.Conditions(status.Conditions);
    }

    private static string TextOf(bool? value) => value switch { true => "true", false => "false", null => "" };
}
