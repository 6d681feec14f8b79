using Cairn.Api.Core;
using Cairn.Api.Storage;

namespace Cairn.Api.Rules.Snapshots;

/// <summary>Which Snapshot the data source of a RestoreSession means.</summary>
public static class SnapshotChoice
{
    /// <summary>The word that stands for the newest Snapshot that succeeded.</summary>
    public const string Latest = "latest";

    /// <summary>Whether the choice depends on which Snapshots there are, and so may change until it is made.</summary>
    public static bool IsOpen(RestoreDataSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Pitr is not null || source.Snapshot == Latest;
    }

    /// <summary>
    /// The Snapshot that is meant, or null when there is none. With a time: the newest that succeeded and is not after it (exclusive:
    /// that is before it). With <see cref="Latest"/>: the newest that succeeded. Otherwise the one of that name, whatever its phase, so that
    /// the caller can say why it cannot be restored. Snapshots that are being deleted are chosen by name only.
    /// </summary>
    /// <param name="source">The data source.</param>
    /// <param name="sourceNamespace">Namespace of the Repository: that of the data source, or else that of the RestoreSession.</param>
    /// <param name="snapshots">The Snapshots to choose from; those of other namespaces and Repositories are left out here.</param>
    public static Snapshot? Find(RestoreDataSource source, string sourceNamespace, IEnumerable<Snapshot> snapshots)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(snapshots);
        IEnumerable<Snapshot> known = snapshots.Where(item => item.Metadata.NamespaceProperty == sourceNamespace
            && (string.IsNullOrEmpty(source.Repository) || item.Spec?.Repository == source.Repository));
        if (!IsOpen(source))
        {
            return known.FirstOrDefault(item => item.Metadata.Name == source.Snapshot);
        }

        return known.Where(item => item.Status?.Phase == SnapshotPhases.Succeeded && item.Metadata.DeletionTimestamp is null
                && TimeOf(item) is { } time && IsInTime(source.Pitr, time))
            .OrderByDescending(TimeOf)
            .ThenByDescending(item => item.Metadata.Name, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private static DateTimeOffset? TimeOf(Snapshot snapshot) => snapshot.Status?.SnapshotTime ?? snapshot.Metadata.CreationTimestamp;

    private static bool IsInTime(PointInTime? limit, DateTimeOffset time) =>
        limit is null || (limit.TargetTime is { } target && (limit.Exclusive == true ? time < target : time <= target));
}
