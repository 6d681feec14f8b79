namespace Cairn.Api.Storage;

/// <summary>How far a backup is.</summary>
public sealed record ResticProgress
{
    /// <summary>Seconds since it began.</summary>
    public long? SecondsElapsed { get; init; }

    /// <summary>Share that is done, such as 41.5%. Unset: the whole is not known.</summary>
    public string? PercentDone { get; init; }

    /// <summary>How many files there are.</summary>
    public long? TotalFiles { get; init; }

    /// <summary>How many of them are done.</summary>
    public long? FilesDone { get; init; }

    /// <summary>How much has been read, such as 1.204 GiB.</summary>
    public string? BackupDone { get; init; }

    /// <summary>How much there is. Unset: not known.</summary>
    public string? Total { get; init; }

    /// <summary>How much is read in a second.</summary>
    public string? Speed { get; init; }
}
