namespace Cairn.Api.Retention;

/// <summary>What happens to one Snapshot, and why.</summary>
/// <param name="Snapshot">The Snapshot.</param>
/// <param name="IsKept">Whether it stays.</param>
/// <param name="Reasons">Why, at least one; several rules can keep the same Snapshot.</param>
public sealed record RetentionDecision(SnapshotFacts Snapshot, bool IsKept, IReadOnlyList<string> Reasons)
{
    /// <summary>The decision in one line: what happens, when the Snapshot was made, its name and phase, and why.</summary>
    public override string ToString() =>
        $"{(IsKept ? "keep  " : "remove")}  {Snapshot.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {Snapshot.Name}  {PhaseText}  {string.Join(", ", Reasons)}";

    private string PhaseText => Snapshot.Phase switch
    {
        SnapshotPhaseFact.Succeeded => "succeeded",
        SnapshotPhaseFact.Failed => "failed",
        _ => "unfinished",
    };
}
