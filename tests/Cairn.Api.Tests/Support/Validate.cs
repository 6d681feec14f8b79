using System.Text;
using Cairn.Api.Manifests;
using Cairn.Api.Validation;
using Cairn.Api.Validation.Files;

namespace Cairn.Api.Tests.Support;

/// <summary>Manifests in tests.</summary>
internal static class Validate
{
    /// <summary>Checks a text as <c>cairn validate</c> does.</summary>
    public static FileReport Check(string text, bool isComplete = false) => Check(Encoding.UTF8.GetBytes(text), isComplete);

    /// <summary>Checks a file's content as <c>cairn validate</c> does.</summary>
    public static FileReport Check(ReadOnlySpan<byte> content, bool isComplete = false)
    {
        ManifestValidator validator = new(ManifestLimits.Default, isComplete);
        validator.Add("test.yaml", content);
        return validator.Check();
    }

    /// <summary>What was found, as line, field and message.</summary>
    public static IEnumerable<string> Lines(this FileReport report) =>
        report.Findings.Select(finding => $"{finding.Line}: {finding.Problem}");

    /// <summary>The errors alone.</summary>
    public static IEnumerable<string> ErrorLines(this FileReport report) =>
        report.Findings.Where(finding => finding.Problem.Severity == ProblemSeverity.Error).Select(finding => $"{finding.Line}: {finding.Problem}");
}
