namespace Cairn.Api.Core;

/// <summary>How far a restore is.</summary>
public sealed record RestoreProgress
{
    /// <summary>Seconds since it began.</summary>
    public long? SecondsElapsed { get; init; }

    /// <summary>Share that is done, such as 41.5%. Unset: the whole is not known.</summary>
    public string? PercentDone { get; init; }

    /// <summary>How many files there are.</summary>
    public long? TotalFiles { get; init; }

    /// <summary>How many of them are done.</summary>
    public long? FilesDone { get; init; }

    /// <summary>How much has been written, such as 1.204 GiB.</summary>
    public string? RestoreDone { get; init; }

    /// <summary>How much there is.</summary>
    public string? Total { get; init; }

    /// <summary>How much is written in a second.</summary>
    public string? Speed { get; init; }
}
