namespace Cairn.Postgres.Preflight;

/// <summary>All that a preflight has found.</summary>
/// <param name="Findings">Problems first.</param>
public sealed record PreflightReport(IReadOnlyList<PreflightFinding> Findings)
{
    /// <summary>Whether nothing is known that would make the run fail.</summary>
    public bool IsGood => Findings.All(finding => finding.Severity != PreflightSeverity.Problem);
}
