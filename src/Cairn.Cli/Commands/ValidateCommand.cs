using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Api.Manifests;
using Cairn.Api.Validation;
using Cairn.Api.Validation.Files;

namespace Cairn.Cli.Commands;

/// <summary><c>cairn validate</c>: checks manifests without a cluster, for people, CI and GitOps.</summary>
internal static class ValidateCommand
{
    public static Command Create(CommandRunner runner)
    {
        Option<string[]> files = new("--filename", "-f")
        {
            Description = "File, directory (with all .yaml, .yml and .json below it), or - for the standard input. May be repeated.",
            Required = true,
        };
        Option<bool> complete = new("--complete") { Description = "The files are all there is: a reference to an object outside of them is an error." };
        Option<bool> strict = new("--strict") { Description = "Warnings are errors." };
        Command command = new("validate", "Check manifests of Cairn's kinds without a cluster. Prints FILE:LINE: FIELD: PROBLEM. Objects of other kinds are "
            + "passed over.")
        {
            files, complete, strict,
        };
        runner.SetAction(command, (run, cancellationToken) =>
        {
            ManifestValidator validator = new(ManifestLimits.Default, run.Parsed.GetValue(complete));
            foreach ((string name, byte[] content) in ManifestFiles.Read(run.Parsed.GetValue(files)!, run.Context.OpenInput))
            {
                cancellationToken.ThrowIfCancellationRequested();
                validator.Add(name, content);
            }

            FileReport report = validator.Check();
            Print(report, run);
            int errors = run.Parsed.GetValue(strict) ? report.Findings.Count : report.Errors;
            return errors == 0 ? Task.CompletedTask : throw new InvalidManifestsException(errors);
        });
        return command;
    }

    private static void Print(FileReport report, CommandRun run)
    {
        foreach (Finding finding in report.Findings)
        {
            string subject = finding.Subject.Length == 0 ? "" : $" ({finding.Subject})";
            run.Reporter.Result($"{finding.File}:{finding.Line}: {finding.Problem}{subject}", new JsonObject
            {
                ["message_type"] = "problem",
                ["severity"] = finding.Problem.Severity == ProblemSeverity.Error ? "error" : "warning",
                ["file"] = finding.File,
                ["line"] = finding.Line,
                ["object"] = finding.Subject,
                ["field"] = finding.Problem.Path.ToString(),
                ["message"] = finding.Problem.Message,
            });
        }

        if (run.Reporter.IsJson)
        {
            run.Reporter.Result("", new JsonObject
            {
                ["message_type"] = "summary",
                ["checked"] = report.Checked,
                ["skipped"] = report.Skipped,
                ["errors"] = report.Errors,
                ["warnings"] = report.Warnings,
            });
        }

        run.Reporter.Note($"{report.Checked} object(s) checked, {report.Skipped} of other kinds passed over: "
            + $"{report.Errors} error(s), {report.Warnings} warning(s).");
    }
}
