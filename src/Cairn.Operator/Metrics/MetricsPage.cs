using Cairn.Api.Core;
using Cairn.Api.Storage;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Hosting;

namespace Cairn.Operator.Metrics;

/// <summary>All series, from the caches, at the moment they are asked for: what is gone from the cluster is gone from here.</summary>
internal static class MetricsPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="services">Caches and controllers.</param>
    /// <param name="isLeader">Whether this replica acts.</param>
    public static string Write(OperatorServices services, bool isLeader)
    {
        MetricsText text = new();
        DateTimeOffset now = services.Clock.GetUtcNow();
        WriteAll<BackupConfiguration>(services, item => RunMetrics.Write(text, item));
        WriteAll<BackupSession>(services, item => RunMetrics.Write(text, item));
        WriteAll<RestoreSession>(services, item => RunMetrics.Write(text, item));
        WriteAll<BackupStorage>(services, item => StorageMetrics.Write(text, item));
        WriteAll<Repository>(services, item => StorageMetrics.Write(text, item, now));
        WriteAll<Snapshot>(services, item => StorageMetrics.Write(text, item));
        text.Gauge("cairn_leader", "Whether this replica is the one that acts.", isLeader ? 1 : 0);
        foreach (ControllerStatistics item in services.Manager.Statistics)
        {
            WriteController(text, item);
        }

        return text.ToString();
    }

    private static void WriteAll<T>(OperatorServices services, Action<T> write)
        where T : Api.Meta.ApiObject
    {
        foreach (T item in services.Manager.Cache<T>().List())
        {
            write(item);
        }
    }

    private static void WriteController(MetricsText text, ControllerStatistics item)
    {
        (string Key, string? Value) name = ("controller", item.Name);
        const string total = "cairn_reconcile_total";
        const string totalHelp = "Calls of a reconciler, by how they ended; a conflict is a change by somebody else and no failure.";
        text.Counter(total, totalHelp, item.Succeeded, name, ("result", "success"));
        text.Counter(total, totalHelp, item.Failed, name, ("result", "error"));
        text.Counter(total, totalHelp, item.Conflicts, name, ("result", "conflict"));
        text.Counter("cairn_reconcile_seconds_total", "Time spent in calls of a reconciler.", item.Seconds, name);
        text.Gauge("cairn_reconcile_active", "Calls under way.", item.Active, name);
        text.Gauge("cairn_workqueue_depth", "Names that wait for a worker.", item.QueueDepth, name);
    }
}
