using Cairn.Api.Rules.Quantities;
using Cairn.Api.Storage;

namespace Cairn.Operator.Controllers.Repositories;

/// <summary>What the Snapshots of a Repository add up to.</summary>
internal static class RepositoryAggregates
{
    /// <summary>How many Snapshots a status lists.</summary>
    public const int RecentCount = 5;

    /// <summary>The status with everything that is computed from Snapshots.</summary>
    public static RepositoryStatus Apply(RepositoryStatus status, IReadOnlyList<Snapshot> snapshots)
    {
        Snapshot[] newest = [.. snapshots.OrderByDescending(TimeOf).ThenByDescending(item => item.Metadata.Name, StringComparer.Ordinal)];
        SnapshotComponent[] latest = [.. LatestOfEachPath(newest)];
        return status with
        {
            SnapshotCount = newest.Length,
            Size = ByteSize.Format(latest.Sum(component => ByteSize.TryParse(component.Size, out long bytes) ? bytes : 0)),
            Integrity = IntegrityOf(latest),
            LastBackupTime = newest.FirstOrDefault(item => item.Status?.Phase == SnapshotPhases.Succeeded) is { } last ? TimeOf(last) : null,
            RecentSnapshots = newest.Length == 0 ? null : [.. newest.Take(RecentCount).Select(RecentOf)],
            ComponentPaths = PathsOf(status, newest),
        };
    }

    /// <summary>When a Snapshot was taken.</summary>
    public static DateTimeOffset TimeOf(Snapshot snapshot) =>
        snapshot.Status?.SnapshotTime
        ?? (snapshot.Metadata.CreationTimestamp is { } created ? new DateTimeOffset(DateTime.SpecifyKind(created, DateTimeKind.Utc)) : DateTimeOffset.MinValue);

    /// <summary>The size of a component is that of the whole restic repository: of each path only the newest one counts.</summary>
    private static IEnumerable<SnapshotComponent> LatestOfEachPath(IEnumerable<Snapshot> newest)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (SnapshotComponent component in newest.SelectMany(item => item.Status?.Components?.Values ?? []))
        {
            if (!string.IsNullOrEmpty(component.Path) && !string.IsNullOrEmpty(component.Size) && seen.Add(component.Path))
            {
                yield return component;
            }
        }
    }

    private static bool? IntegrityOf(SnapshotComponent[] latest)
    {
        bool[] known = [.. latest.Where(component => component.Integrity is not null).Select(component => component.Integrity == true)];
        return known.Length == 0 ? null : known.All(isWhole => isWhole);
    }

    /// <summary>Paths stay when their last Snapshot goes: the restic repository is still there, and keys and locks are looked after by this list.</summary>
    private static string[]? PathsOf(RepositoryStatus status, IEnumerable<Snapshot> snapshots)
    {
        IEnumerable<string?> now = snapshots.SelectMany(item => item.Status?.Components?.Values ?? []).Select(component => component.Path);
        string[] paths = [.. (status.ComponentPaths ?? []).Concat(now).Where(path => !string.IsNullOrEmpty(path)).Select(path => path!)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return paths.Length == 0 ? null : paths;
    }

    private static RecentSnapshot RecentOf(Snapshot snapshot) => new()
    {
        Name = snapshot.Metadata.Name,
        Phase = snapshot.Status?.Phase ?? SnapshotPhases.Pending,
        Session = snapshot.Spec?.Session,
        Size = snapshot.Status?.Size,
        SnapshotTime = TimeOf(snapshot),
    };
}
