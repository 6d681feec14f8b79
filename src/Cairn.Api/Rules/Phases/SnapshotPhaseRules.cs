using Cairn.Api.Rules.Quantities;
using Cairn.Api.Storage;

namespace Cairn.Api.Rules.Phases;

/// <summary>The phase of a Snapshot, and what its components add up to.</summary>
public static class SnapshotPhaseRules
{
    /// <summary>
    /// The phase: failed when something after the backup failed or the Job ended early; pending without components; the components' own once the metadata
    /// file is in the bucket; running until then, since a Snapshot without its file is lost with the cluster.
    /// </summary>
    public static string Of(SnapshotStatus? status)
    {
        ConditionList conditions = new(status?.Conditions);
        return conditions.IsAnyFalse(ConditionTypes.SnapshotMetadataUploaded, ConditionTypes.RecentSnapshotListUpdated)
                || conditions.IsTrue(ConditionTypes.BackupIncomplete) ? SnapshotPhases.Failed
            : status?.Components is not { Count: > 0 } ? SnapshotPhases.Pending
            : conditions.Has(ConditionTypes.SnapshotMetadataUploaded) ? OfComponents(status)
            : SnapshotPhases.Running;
    }

    /// <summary>
    /// The phase of the components together. It is succeeded only when as many succeeded as there are to be, and no fewer than there are: a
    /// number that was not set yet, or is too small, never makes a success.
    /// </summary>
    public static string OfComponents(SnapshotStatus? status)
    {
        SnapshotComponent[] components = [.. status?.Components?.Values ?? []];
        int expected = status?.TotalComponents is > 0 and var total ? Math.Max(total, components.Length) : int.MaxValue;
        return components.Length == 0 ? SnapshotPhases.Pending
            : components.Any(item => item.Phase == SnapshotPhases.Failed) ? SnapshotPhases.Failed
            : components.Count(item => item.Phase == SnapshotPhases.Succeeded) == expected ? SnapshotPhases.Succeeded
            : SnapshotPhases.Running;
    }

    /// <summary>
    /// The sum of the components' sizes in bytes; null while a component that restic stored has no size, or one that cannot be read.
    /// </summary>
    public static long? Size(SnapshotStatus? status)
    {
        long sum = 0;
        foreach (SnapshotComponent component in status?.Components?.Values ?? [])
        {
            bool hasSize = ByteSize.TryParse(component.Size, out long bytes);
            if (!hasSize && (!string.IsNullOrEmpty(component.Size) || component.ResticStats is { Count: > 0 }))
            {
                return null;
            }

            sum = bytes > long.MaxValue - sum ? long.MaxValue : sum + bytes;
        }

        return sum;
    }

    /// <summary>Whether all components are whole; null while one that restic stored was not checked, or none was.</summary>
    public static bool? Integrity(SnapshotStatus? status)
    {
        SnapshotComponent[] components = [.. status?.Components?.Values ?? []];
        bool isUnknown = components.Any(item => item.ResticStats is { Count: > 0 } && item.Integrity is null);
        bool[] known = [.. components.Where(item => item.Integrity is not null).Select(item => item.Integrity == true)];
        return isUnknown || known.Length == 0 ? null : known.All(isWhole => isWhole);
    }
}
