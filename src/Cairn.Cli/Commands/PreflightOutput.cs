using System.Text.Json.Nodes;
using Cairn.Cli.Output;
using Cairn.Postgres;
using Cairn.Postgres.Preflight;

namespace Cairn.Cli.Commands;

/// <summary>Shows what a preflight has found.</summary>
internal static class PreflightOutput
{
    /// <summary>Writes the report as a result. When there are problems, it ends the run by the side that has them.</summary>
    public static void Write(Reporter reporter, PreflightReport report, PostgresSide side)
    {
        JsonArray findings = [];
        foreach (PreflightFinding finding in report.Findings)
        {
            findings.Add((JsonNode)new JsonObject
            {
                ["severity"] = finding.Severity.ToString().ToLowerInvariant(),
                ["subject"] = finding.Subject,
                ["message"] = finding.Message,
            });
        }

        JsonObject data = new() { ["message_type"] = "preflight", ["ok"] = report.IsGood, ["findings"] = findings };
        string lines = string.Join(Environment.NewLine, report.Findings.Select(finding => $"{finding.Severity,-8} {finding.Subject}: {finding.Message}"));
        reporter.Result(lines, data);
        int problems = report.Findings.Count(finding => finding.Severity == PreflightSeverity.Problem);
        if (problems > 0)
        {
            throw new PostgresException(PostgresErrorKind.InvalidConfiguration, side, $"the preflight has found {problems} problem(s); nothing was done.");
        }
    }
}
