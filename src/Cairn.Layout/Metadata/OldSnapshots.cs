using Cairn.Api.Storage;

namespace Cairn.Layout.Metadata;

/// <summary>Brings Snapshots that older programs wrote to the form of today, so that only readers of files know about older ones.</summary>
public static class OldSnapshots
{
    /// <summary>
    /// Moves the flat fields of <c>resticStats</c> (<c>id</c>, <c>hostPath</c>, <c>size</c>, <c>uploaded</c>), which were written until about 2025,
    /// to <c>summary</c>, and adds a component's path where it is missing.
    /// </summary>
    public static Snapshot Modernize(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return snapshot.Status?.Components is not { Count: > 0 } components ? snapshot : snapshot with
        {
            Status = snapshot.Status with
            {
                Components = components.ToDictionary(item => item.Key, item => Modernize(item.Value, item.Key, snapshot.Spec)),
            },
        };
    }

    private static SnapshotComponent Modernize(SnapshotComponent component, string name, SnapshotSpec? spec) => component with
    {
        Path = string.IsNullOrEmpty(component.Path) ? StoragePaths.Component(spec?.Version, spec?.Session ?? "", name) : component.Path,
        ResticStats = component.ResticStats is null ? null : [.. component.ResticStats.Select(Modernize)],
    };

    private static ResticStats Modernize(ResticStats stats) => stats.Summary is not null || stats.Id is null ? stats : new ResticStats
    {
        Summary = new ResticSummary { Id = stats.Id, HostPath = stats.HostPath, Size = stats.Size, Uploaded = stats.Uploaded },
        Progress = stats.Progress,
    };
}
