namespace Cairn.Api.Storage;

/// <summary>How many Snapshots that succeeded are kept. A Snapshot stays when any of the rules keeps it; an unset rule keeps none.</summary>
public sealed record SuccessfulSnapshotsKeep
{
    /// <summary>The newest ones.</summary>
    public int? Last { get; init; }

    /// <summary>The newest one of each of so many hours.</summary>
    public int? Hourly { get; init; }

    /// <summary>The newest one of each of so many days.</summary>
    public int? Daily { get; init; }

    /// <summary>The newest one of each of so many weeks.</summary>
    public int? Weekly { get; init; }

    /// <summary>The newest one of each of so many months.</summary>
    public int? Monthly { get; init; }

    /// <summary>The newest one of each of so many years.</summary>
    public int? Yearly { get; init; }
}
