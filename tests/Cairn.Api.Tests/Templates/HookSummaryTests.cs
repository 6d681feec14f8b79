using System.Text.Json;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Templates;
using Cairn.Api.Templates.Go;

namespace Cairn.Api.Tests.Templates;

public class HookSummaryTests
{
    [Fact]
    public void ToTemplateData_has_the_fields_that_templates_know()
    {
        HookSummary summary = new()
        {
            Name = "run-1",
            Namespace = "demo",
            Invoker = new() { ApiGroup = "core.kubestash.com", Kind = "BackupConfiguration", Name = "sample", Namespace = "demo" },
            Target = new() { Kind = "Postgres", Name = "db" },
            Duration = "42s",
        };
        const string template = "{{.Name}} {{.Namespace}} {{.Invoker.APIGroup}} {{.Invoker.Kind}} {{.Target.Name}} [{{.Target.Namespace}}] "
            + "{{.Status.Phase}} {{.Status.Duration}} [{{.Status.Error}}]";

        Assert.Equal("run-1 demo core.kubestash.com BackupConfiguration db [] Succeeded 42s []", GoTemplate.Parse(template).Render(summary.ToTemplateData()));
        Assert.Equal("Failed: no", GoTemplate.Parse("{{.Status.Phase}}: {{.Status.Error}}").Render((summary with { Error = "no" }).ToTemplateData()));
    }

    [Fact]
    public void ErrorOf_backup_is_the_first_that_is_found()
    {
        BackupSessionStatus status = new()
        {
            Conditions = [new Condition { Type = "A", Status = "True", Message = "fine" }],
            Snapshots = [new() { Phase = "Failed" }],
            RetentionPolicy = [new() { Phase = "FailedToApply" }],
        };

        Assert.Equal("", HookSummary.ErrorOf((BackupSessionStatus?)null));
        Assert.Equal("one or more snapshots are failed", HookSummary.ErrorOf(status));
        Assert.Equal("one or more retention policies are failed to apply", HookSummary.ErrorOf(status with { Snapshots = [] }));
        Assert.Equal("why", HookSummary.ErrorOf(status with { Conditions = [new Condition { Type = "B", Status = "False", Message = "why" }] }));
    }

    [Fact]
    public void ErrorOf_restore_is_that_of_a_failed_component()
    {
        RestoreSessionStatus status = new()
        {
            Components = new Dictionary<string, RestoreComponent>
            {
                ["dump"] = new() { Phase = "Failed", Error = "psql failed" },
                ["manifest"] = new() { Phase = "Succeeded" },
            },
        };

        Assert.Equal("psql failed", HookSummary.ErrorOf(status));
        Assert.Equal("", HookSummary.ErrorOf(new RestoreSessionStatus()));
    }

    [Fact]
    public void Example_bodies_render_to_JSON()
    {
        string? reference = Environment.GetEnvironmentVariable("CAIRN_REFERENCE");
        Assert.SkipWhen(string.IsNullOrEmpty(reference), "CAIRN_REFERENCE is not set");
        string folder = Path.Combine(reference!, "examples", "guides", "hooks", "slack-notification", "examples");
        foreach (string file in Directory.GetFiles(folder, "hooktemplate*.yaml"))
        {
            string[] lines = File.ReadAllLines(file);
            int start = Array.FindIndex(lines, line => line.Trim() == "body: |") + 1;
            string body = string.Join(
                '\n', lines.Skip(start).TakeWhile(line => line.StartsWith("        ", StringComparison.Ordinal)).Select(line => line[8..]));

            HookSummary summary = new() { Name = "run-1", Namespace = "demo", Target = new() { Name = "db" }, Error = "disk \"full\"" };
            using JsonDocument rendered = JsonDocument.Parse(GoTemplate.Parse(body).Render(summary.ToTemplateData()));

            Assert.Equal(
                "Backup failed for demo/db Status: disk \"full\".",
                rendered.RootElement.GetProperty("blocks")[0].GetProperty("text").GetProperty("text").GetString());
        }
    }
}
