namespace Cairn.Restic.Operations;

/// <summary>What a check looked at and found.</summary>
/// <param name="Snapshots">Snapshots that were walked.</param>
/// <param name="Packs">Packs that are in the storage.</param>
/// <param name="PacksRead">Packs whose data was read and verified.</param>
/// <param name="Findings">What was found; empty when all is well.</param>
public sealed record CheckResult(int Snapshots, int Packs, int PacksRead, IReadOnlyList<CheckFinding> Findings)
{
    /// <summary>True when nothing is lost.</summary>
    public bool IsSound => !Findings.Any(finding => finding.IsError);
}
