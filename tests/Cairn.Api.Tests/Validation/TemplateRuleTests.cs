using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Api.Manifests;
using Cairn.Api.Tests.Support;

namespace Cairn.Api.Tests.Validation;

/// <summary>Placeholders and Go templates are parsed before anybody runs them.</summary>
public sealed class TemplateRuleTests
{
    private const string Body = "spec.action.httpPost.body";

    [Theory]
    [InlineData("{{ if eq .Status.Phase \"Succeeded\" }}good{{ else }}bad{{ end }}")]
    [InlineData("{{ $msg := dict \"to\" \"${channel}\" }}{{ toJson $msg }}")]
    [InlineData("{{ if eq \"${channel}\" \"x\" }}${other:=y}{{ end }}")]
    [InlineData("costs $5, a shell's $HOME and $${HOME}")]
    [InlineData("{{ $$x := 1 }}{{ $x }}")]
    public void A_body_that_can_be_rendered_is_good(string body) => Assert.Empty(Samples.Check("HookTemplate", Body, JsonSerializer.Serialize(body)));

    [Theory]
    [InlineData("{\"text\": \"{{ .Name \"}", "the template is wrong at line 1, column ")]
    [InlineData("one\n{{ nosuch .Name }}", "the template is wrong at line 2, column 4: ")]
    [InlineData("{{ if .Name }}", "the template is wrong at line 1, column ")]
    [InlineData("{{ env \"HOME\" }}", "the template is wrong at line 1, column 4: ")]
    [InlineData("${channel} {{ end }}", ", counted with its placeholders filled in: ")]
    [InlineData("${channel", "the placeholder at position 1 is malformed: the closing brace is missing; a variable of a shell is written $${…}")]
    [InlineData("ab ${HOME:?none}", "the placeholder at position 4 is malformed: ':?' is not supported; a default is written ':='")]
    public void A_body_that_cannot_be_rendered_is_refused_with_the_place(string body, string expected)
    {
        string line = Assert.Single(Samples.Check("HookTemplate", Body, JsonSerializer.Serialize(body)));
        Assert.StartsWith("spec.action.httpPost.body: the ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_may_hang_on_a_value_that_is_not_known_is_a_warning()
    {
        IReadOnlyList<string> lines = Samples.Check("HookTemplate", Body, JsonSerializer.Serialize("{{ ${function} .Name }}"));
        Assert.All(lines, line => Assert.StartsWith("spec.action.httpPost.body: warning: the ", line, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("may hang on the value of a placeholder", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("the placeholder ${function} is none of the parameters", StringComparison.Ordinal));
    }

    [Fact]
    public void The_command_of_a_hook_is_a_template_too()
    {
        JsonObject hook = Samples.Of("HookTemplate");
        Samples.Set(hook, "spec.executor", "{\"type\":\"Pod\",\"pod\":{\"selector\":\"app=shop\"}}");
        Samples.Set(hook, "spec.action", "{\"exec\":{\"command\":[\"sh\",\"-c\",\"echo {{ .Name }\"]}}");
        Assert.StartsWith(
            "spec.action.exec.command[2]: the template is wrong at line 1, column ", Assert.Single(Messages(hook)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spec.args.0", "\"--user=${user\"", "spec.args[0]: the placeholder at position 8 is malformed: the closing brace is missing")]
    [InlineData("spec.image", "\"r/cairn:${}\"", "spec.image: the placeholder at position 9 is malformed: there is no name after '${'")]
    public void A_Function_with_a_malformed_placeholder_is_refused(string path, string json, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Samples.Check("Function", path, json)), StringComparison.Ordinal);

    [Fact]
    public void A_malformed_placeholder_in_a_task_of_an_Addon_or_a_plan_is_refused()
    {
        Assert.StartsWith(
            "spec.backupTasks[0].volumeMounts[0].mountPath: the placeholder at position 1 is malformed",
            Assert.Single(Samples.Check("Addon", "spec.backupTasks.0.volumeMounts", "[{\"name\":\"cache\",\"mountPath\":\"${path\"}]")),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "spec.sessions[0].addon.tasks[0].addonVolumes[0].name: the placeholder at position 1 is malformed",
            Assert.Single(Samples.Check(
                "BackupConfiguration", "spec.sessions.0.addon.tasks.0.addonVolumes", "[{\"name\":\"${VOLUME\",\"source\":{\"emptyDir\":{}}}]")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_placeholder_in_the_pattern_of_a_blueprint_is_refused()
    {
        const string Path = "spec.backupConfigurationTemplate.sessions.0.scheduler.schedule";
        Assert.Empty(Samples.Check("BackupBlueprint", Path, "\"${schedule:=*/5 * * * *}\""));
        Assert.StartsWith(
            "spec.backupConfigurationTemplate.sessions[0].scheduler.schedule: the placeholder at position 1 is malformed",
            Assert.Single(Samples.Check("BackupBlueprint", Path, "\"${schedule:=*/5 * * * *\"")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_placeholder_is_not_quoted_with_what_stands_around_it() =>
        Assert.DoesNotContain("geheim", Assert.Single(Samples.Check("Function", "spec.args.0", "\"${x geheim\"")), StringComparison.Ordinal);

    private static IEnumerable<string> Messages(JsonObject value) =>
        Validate.Check(YamlWriter.Write(value)).Findings.Select(finding => finding.Problem.ToString());
}
