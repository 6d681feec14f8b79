using Cairn.Api.Rules.Quantities;
using Cairn.Api.Storage;

namespace Cairn.Api.Retention;

/// <summary>Reads what retention needs out of the API's objects.</summary>
public static class RetentionInputs
{
    /// <summary>The rules of a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="timeZone">Where days begin. Default: UTC.</param>
    /// <exception cref="FormatException">The period cannot be read; nothing may be removed by such a policy.</exception>
    public static RetentionRules Of(RetentionPolicy policy, TimeZoneInfo? timeZone = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        RetentionPolicySpec? spec = policy.Spec;
        SuccessfulSnapshotsKeep? keep = spec?.SuccessfulSnapshots;
        return new RetentionRules
        {
            PolicyName = policy.Metadata.Name ?? "",
            MaxAge = string.IsNullOrWhiteSpace(spec?.MaxRetentionPeriod) ? null : RetentionPeriod.Parse(spec.MaxRetentionPeriod),
            Last = keep?.Last,
            Hourly = keep?.Hourly,
            Daily = keep?.Daily,
            Weekly = keep?.Weekly,
            Monthly = keep?.Monthly,
            Yearly = keep?.Yearly,
            FailedLast = spec?.FailedSnapshots?.Last ?? 1,
            TimeZone = timeZone ?? TimeZoneInfo.Utc,
        };
    }

    /// <summary>The facts about a Snapshot. One whose time is not known counts as unfinished, so that it stays.</summary>
    /// <param name="snapshot">The Snapshot.</param>
    /// <param name="usedBy">Who is using it now.</param>
    public static SnapshotFacts Of(Snapshot snapshot, IReadOnlyList<string>? usedBy = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        DateTimeOffset? time = snapshot.Status?.SnapshotTime ?? snapshot.Metadata.CreationTimestamp;
        return new SnapshotFacts
        {
            Namespace = snapshot.Metadata.NamespaceProperty ?? "",
            Name = snapshot.Metadata.Name ?? "",
            Repository = snapshot.Spec?.Repository ?? "",
            Session = snapshot.Spec?.Session ?? "",
            Time = time ?? DateTimeOffset.UnixEpoch,
            Phase = time is null ? SnapshotPhaseFact.Unfinished : PhaseOf(snapshot.Status),
            IsIncremental = snapshot.Spec?.Type == SnapshotTypes.IncrementalBackup,
            IsDamaged = snapshot.Status is { Integrity: false } or { VerificationStatus: VerificationStatuses.VerificationFailed },
            IsBeingDeleted = snapshot.Metadata.DeletionTimestamp is not null,
            UsedBy = usedBy ?? [],
        };
    }

    private static SnapshotPhaseFact PhaseOf(SnapshotStatus? status) => status?.Phase switch
    {
        SnapshotPhases.Succeeded => SnapshotPhaseFact.Succeeded,
        SnapshotPhases.Failed => SnapshotPhaseFact.Failed,
        _ => SnapshotPhaseFact.Unfinished,
    };
}
