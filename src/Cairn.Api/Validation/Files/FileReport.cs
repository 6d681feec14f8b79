namespace Cairn.Api.Validation.Files;

/// <summary>What was found in some files.</summary>
/// <param name="Findings">The findings, by file and line.</param>
/// <param name="Checked">How many objects of the API were checked.</param>
/// <param name="Skipped">How many objects of other kinds were not.</param>
public sealed record FileReport(IReadOnlyList<Finding> Findings, int Checked, int Skipped)
{
    /// <summary>How many errors there are.</summary>
    public int Errors => Findings.Count(finding => finding.Problem.Severity == ProblemSeverity.Error);

    /// <summary>How many warnings there are.</summary>
    public int Warnings => Findings.Count - Errors;
}
