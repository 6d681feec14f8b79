using System.Globalization;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Objects;

/// <summary>
/// A Pod that runs is deleted in two steps: it is marked with the time that it has left, and whoever runs it deletes it with a grace period of 0
/// when its processes have ended.
/// </summary>
internal static class PodDeletion
{
    /// <summary>The seconds that a Pod gets to end; 0 for one that runs nowhere.</summary>
    public static long Grace(JsonObject pod, DeleteOptions options)
    {
        bool isDone = pod.Text("status", "phase") is "Succeeded" or "Failed";
        if (string.IsNullOrEmpty(pod.Text("spec", "nodeName")) || isDone)
        {
            return 0;
        }

        long wanted = options.GracePeriodSeconds ?? pod.Number("spec", "terminationGracePeriodSeconds") ?? 30;

        // A negative period is that of an immediate end.
        return wanted < 0 ? 1 : pod.Number("metadata", "deletionGracePeriodSeconds") is { } left ? Math.Min(wanted, left) : wanted;
    }

    /// <summary>Gives a marked Pod less time; more it never gets.</summary>
    public static void Shorten(JsonObject metadata, long grace, TimeProvider clock)
    {
        if (metadata.Number("deletionGracePeriodSeconds") is not { } left || grace >= left)
        {
            return;
        }

        DateTimeOffset marked = DateTimeOffset.Parse(metadata.Text("deletionTimestamp")!, CultureInfo.InvariantCulture).AddSeconds(-left);
        DateTimeOffset now = clock.GetUtcNow();
        metadata["deletionTimestamp"] = Times.Show(grace == 0 ? now : marked.AddSeconds(grace));
        metadata["deletionGracePeriodSeconds"] = grace;
    }
}
