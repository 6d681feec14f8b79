using Cairn.Api.Core;
using Cairn.Api.Storage;

namespace Cairn.Operator.Metrics;

/// <summary>Series of plans and of the runs of backups and restores.</summary>
internal static class RunMetrics
{
    /// <summary>Those of a BackupConfiguration.</summary>
    public static void Write(MetricsText text, BackupConfiguration plan)
    {
        SeriesOf series = new(
            text, "core_kubestash_com_backupconfiguration", ("namespace", plan.Metadata.NamespaceProperty), ("backup_invoker_kind", plan.Kind),
            ("backup_invoker_name", plan.Metadata.Name), ("target_kind", plan.Spec?.Target?.Kind), ("target_name", plan.Spec?.Target?.Name),
            ("target_namespace", plan.Spec?.Target?.Namespace));
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
        SeriesOf series = new(
            text, "core_kubestash_com_backupsession", ("namespace", session.Metadata.NamespaceProperty), ("invoker_kind", session.Kind),
            ("invoker_name", session.Metadata.Name), ("backup_invoker_kind", session.Spec?.Invoker?.Kind),
            ("backup_invoker_name", session.Spec?.Invoker?.Name));
        series.Created(session.Metadata);
        series.Gauge("info", "What the session is.", 1, ("session", session.Spec?.Session), ("phase", session.Status?.Phase));
        foreach (SnapshotReferenceStatus item in session.Status?.Snapshots ?? [])
        {
            series.Gauge(
                "snapshots", "The Snapshots of the session.", 1, ("snapshot_name", item.Name), ("snapshot_phase", item.Phase),
                ("repository", item.Repository), ("backedup_app_kind", item.AppRef?.Kind), ("backedup_app_name", item.AppRef?.Name),
                ("backedup_app_namespace", item.AppRef?.Namespace));
        }

        series.Phase(
            session.Status?.Phase, BackupSessionPhases.Pending, BackupSessionPhases.Running, BackupSessionPhases.Succeeded, BackupSessionPhases.Failed,
            BackupSessionPhases.Skipped);
        series.Duration(session.Status?.Duration);
        series.Conditions(session.Status?.Conditions);
    }

    /// <summary>Those of a RestoreSession.</summary>
    public static void Write(MetricsText text, RestoreSession session)
    {
        SeriesOf series = new(
            text, "core_kubestash_com_restoresession", ("namespace", session.Metadata.NamespaceProperty), ("invoker_kind", session.Kind),
            ("invoker_name", session.Metadata.Name), ("target_kind", session.Spec?.Target?.Kind), ("target_name", session.Spec?.Target?.Name),
            ("target_namespace", session.Spec?.Target?.Namespace));
        series.Created(session.Metadata);
        series.Gauge(
            "info", "What the session is.", 1, ("datasource_namespace", session.Spec?.DataSource?.Namespace),
            ("repository", session.Spec?.DataSource?.Repository), ("snapshot", session.Spec?.DataSource?.Snapshot),
            ("addon_name", session.Spec?.Addon?.Name), ("phase", session.Status?.Phase));
        series.Phase(
            session.Status?.Phase, RestorePhases.Pending, RestorePhases.Running, RestorePhases.Succeeded, RestorePhases.Failed, RestorePhases.Invalid,
            RestorePhases.Unknown);
        series.Duration(session.Status?.Duration);
        series.Gauge("component_count_total", "How many components are restored.", session.Status?.TotalComponents ?? 0);
        series.Conditions(session.Status?.Conditions);
    }
}
