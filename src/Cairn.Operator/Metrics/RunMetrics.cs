using Cairn.Api.Core;
using Cairn.Api.Meta;

namespace Cairn.Operator.Metrics;

/// <summary>Series of plans and of the runs of backups and restores.</summary>
internal static class RunMetrics
{
    /// <summary>Those of a BackupConfiguration.</summary>
    public static void Write(MetricsText text, BackupConfiguration plan)
    {
        TypedObjectReference target = plan.Spec?.Target ?? new TypedObjectReference();
        SeriesOf series = new(
            text, "core_kubestash_com_backupconfiguration", ("namespace", plan.Metadata.NamespaceProperty), ("backup_invoker_kind", plan.Kind),
            ("backup_invoker_name", plan.Metadata.Name), ("target_kind", target.Kind), ("target_name", target.Name),
            ("target_namespace", target.Namespace));
        series.Created(plan.Metadata);
        series.Gauge("info", "That the plan is there.", 1);
        foreach (SessionSpec session in plan.Spec?.Sessions ?? [])
        {
            series.Gauge(
                "sessions", "The sessions of the plan.", 1, ("session_name", session.Name), ("schedule", session.Scheduler?.Schedule),
                ("addon_name", session.Addon?.Name));
        }

        series.Phase(plan.Status?.Phase, PlanPhases.Ready, PlanPhases.NotReady, PlanPhases.Invalid);
        series.Conditions(plan.Status?.Conditions);
    }

    /// <summary>Those of a BackupSession.</summary>
    public static void Write(MetricsText text, BackupSession session)
    {
        BackupSessionSpec spec = session.Spec ?? new BackupSessionSpec();
        BackupSessionStatus status = session.Status ?? new BackupSessionStatus();
        SeriesOf series = new(
            text, "core_kubestash_com_backupsession", ("namespace", session.Metadata.NamespaceProperty), ("invoker_kind", session.Kind),
            ("invoker_name", session.Metadata.Name), ("backup_invoker_kind", spec.Invoker?.Kind),
            ("backup_invoker_name", spec.Invoker?.Name));
        series.Created(session.Metadata);
        series.Gauge("info", "What the session is.", 1, ("session", spec.Session), ("phase", status.Phase));
        foreach (SnapshotReferenceStatus item in status.Snapshots ?? [])
        {
            TypedObjectReference app = item.AppRef ?? new TypedObjectReference();
            series.Gauge(
                "snapshots", "The Snapshots of the session.", 1, ("snapshot_name", item.Name), ("snapshot_phase", item.Phase),
                ("repository", item.Repository), ("backedup_app_kind", app.Kind), ("backedup_app_name", app.Name),
                ("backedup_app_namespace", app.Namespace));
        }

        series.Phase(
            status.Phase, BackupSessionPhases.Pending, BackupSessionPhases.Running, BackupSessionPhases.Succeeded, BackupSessionPhases.Failed,
            BackupSessionPhases.Skipped);
        series.Duration(status.Duration);
        series.Conditions(status.Conditions);
    }

    /// <summary>Those of a RestoreSession.</summary>
    public static void Write(MetricsText text, RestoreSession session)
    {
        RestoreSessionSpec spec = session.Spec ?? new RestoreSessionSpec();
        RestoreSessionStatus status = session.Status ?? new RestoreSessionStatus();
        TypedObjectReference target = spec.Target ?? new TypedObjectReference();
        RestoreDataSource source = spec.DataSource ?? new RestoreDataSource();
        SeriesOf series = new(
            text, "core_kubestash_com_restoresession", ("namespace", session.Metadata.NamespaceProperty), ("invoker_kind", session.Kind),
            ("invoker_name", session.Metadata.Name), ("target_kind", target.Kind), ("target_name", target.Name),
            ("target_namespace", target.Namespace));
        series.Created(session.Metadata);
        series.Gauge(
            "info", "What the session is.", 1, ("datasource_namespace", source.Namespace),
            ("repository", source.Repository), ("snapshot", source.Snapshot),
            ("addon_name", spec.Addon?.Name), ("phase", status.Phase));
        series.Phase(
            status.Phase, RestorePhases.Pending, RestorePhases.Running, RestorePhases.Succeeded, RestorePhases.Failed, RestorePhases.Invalid,
            RestorePhases.Unknown);
        series.Duration(status.Duration);
        series.Gauge("component_count_total", "How many components are restored.", status.TotalComponents ?? 0);
        series.Conditions(status.Conditions);
    }
}
