using Cairn.Api.Rules.Quantities;

namespace Cairn.Api.Retention;

/// <summary>
/// The rules of a RetentionPolicy. Each count keeps that many Snapshots; unset or zero keeps none for that reason, and a negative count all,
/// so that no slip of the keyboard removes more than was meant.
/// </summary>
public sealed record RetentionRules
{
    /// <summary>Name of the policy, as plans show it.</summary>
    public required string PolicyName { get; init; }

    /// <summary>Snapshots older than this are removed whatever the counts say. Unset: age alone removes nothing.</summary>
    public RetentionPeriod? MaxAge { get; init; }

    /// <summary>How many of the newest successful Snapshots stay.</summary>
    public int? Last { get; init; }

    /// <summary>For how many hours that have successful Snapshots the newest of each stays.</summary>
    public int? Hourly { get; init; }

    /// <summary>The same for days.</summary>
    public int? Daily { get; init; }

    /// <summary>The same for weeks, which begin on Monday (ISO 8601).</summary>
    public int? Weekly { get; init; }

    /// <summary>The same for months.</summary>
    public int? Monthly { get; init; }

    /// <summary>The same for years.</summary>
    public int? Yearly { get; init; }

    /// <summary>How many of the newest failed Snapshots stay. Default: 1.</summary>
    public int FailedLast { get; init; } = 1;

    /// <summary>Where hours, days, weeks, months and years begin. Default: UTC.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;
}
