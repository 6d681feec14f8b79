namespace Cairn.Postgres.Preflight;

/// <summary>Collects findings.</summary>
internal sealed class FindingList
{
    private const int MaxNames = 20;

    private readonly List<PreflightFinding> _findings = [];

    public void Problem(string subject, string message) => _findings.Add(new PreflightFinding(PreflightSeverity.Problem, subject, message));

    public void Warning(string subject, string message) => _findings.Add(new PreflightFinding(PreflightSeverity.Warning, subject, message));

    public void Fact(string subject, string message) => _findings.Add(new PreflightFinding(PreflightSeverity.Fact, subject, message));

    public PreflightReport ToReport() => new([.. _findings.OrderByDescending(finding => finding.Severity)]);

    /// <summary>Names for a sentence; of many, the first ones and how many more there are.</summary>
    public static string Names(IReadOnlyCollection<string> names) => names.Count <= MaxNames
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(MaxNames))} and {names.Count - MaxNames} more";
}
