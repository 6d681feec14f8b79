using System.Text;
using System.Text.Json.Nodes;
using Cairn.Cli.Tests.Support;
using Cairn.Testing;

namespace Cairn.Cli.Tests.Commands;

public sealed class ValidateCommandTests
{
    private const string Good =
        "apiVersion: storage.kubestash.com/v1alpha1\nkind: RetentionPolicy\nmetadata: {name: keep, namespace: a}\nspec: {maxRetentionPeriod: 1y}\n";

    private const string Odd =
        "apiVersion: storage.kubestash.com/v1alpha1\nkind: RetentionPolicy\nmetadata: {name: keep, namespace: b}\nspec:\n  maxRetentionPeriod: 1y\n  keep: 3\n";

    private const string Bad = "apiVersion: storage.kubestash.com/v1alpha1\nkind: RetentionPolicy\nmetadata: {name: lose}\nspec:\n  maxRetentionPeriod: soon\n";

    private const string Hook =
        "apiVersion: core.kubestash.com/v1alpha1\nkind: HookTemplate\nmetadata: {name: tell}\nspec:\n  action:\n"
        + "    httpPost: {host: h, port: 80, body: \"one\\n{{ nosuch .Name }}\"}\n  executor: {type: Operator}\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Good_manifests_end_with_0_and_say_how_many_there_were()
    {
        using TempDirectory directory = new();
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "a.yaml"), $"{Good}---\napiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\n", Token);
        CommandResult result = await new TestCommandLine().RunAsync(Token, "validate", "-f", directory.Path);
        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Empty(result.Out);
        Assert.Contains("1 object(s) checked, 1 of other kinds passed over: 0 error(s), 0 warning(s).", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_is_told_with_file_line_and_field_and_ends_with_30()
    {
        using TempDirectory directory = new();
        string file = Path.Combine(directory.Path, "below", "b.yml");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, Bad, Token);
        CommandResult result = await new TestCommandLine().RunAsync(Token, "validate", "-f", directory.Path);
        Assert.Equal(ExitCodes.InvalidManifests, result.Code);
        Assert.StartsWith($"{file}:5: spec.maxRetentionPeriod: 'soon' is not a retention period", result.Out, StringComparison.Ordinal);
        Assert.Contains("(RetentionPolicy default/lose)", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_that_cannot_be_parsed_is_told_with_file_line_field_and_the_place_in_it()
    {
        using TempDirectory directory = new();
        string file = Path.Combine(directory.Path, "hook.yaml");
        await File.WriteAllTextAsync(file, Hook, Token);
        CommandResult result = await new TestCommandLine().RunAsync(Token, "validate", "-f", file);
        Assert.Equal(ExitCodes.InvalidManifests, result.Code);
        Assert.StartsWith($"{file}:6: spec.action.httpPost.body: the template is wrong at line 2, column 4: ", result.Out, StringComparison.Ordinal);
        Assert.Contains("nosuch", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_is_an_error_only_with_strict()
    {
        using TempDirectory directory = new();
        string file = Path.Combine(directory.Path, "a.yaml");
        await File.WriteAllTextAsync(file, Odd, Token);
        CommandResult result = await new TestCommandLine().RunAsync(Token, "validate", "-f", file);
        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Contains(":6: spec.keep: warning: is not a field of this kind", result.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.InvalidManifests, (await new TestCommandLine().RunAsync(Token, "validate", "-f", file, "--strict")).Code);
    }

    [Fact]
    public async Task The_standard_input_is_read_and_json_is_written_for_programs()
    {
        TestCommandLine commands = new() { Input = Encoding.UTF8.GetBytes(Bad) };
        CommandResult result = await commands.RunAsync(Token, "validate", "-f", "-", "--json");
        JsonNode[] lines = [.. result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal("problem", (string?)lines[0]["message_type"]);
        Assert.Equal("spec.maxRetentionPeriod", (string?)lines[0]["field"]);
        Assert.Equal(5, (int)lines[0]["line"]!);
        Assert.Equal(1, (int)lines[1]["errors"]!);
        Assert.Equal(ExitCodes.InvalidManifests, (int)lines[2]["code"]!);
    }

    [Fact]
    public async Task A_missing_file_is_a_wrong_command_line()
    {
        CommandResult result = await new TestCommandLine().RunAsync(Token, "validate", "-f", "/does/not/exist");
        Assert.Equal(ExitCodes.Usage, result.Code);
        Assert.Contains("there is no file or directory /does/not/exist", result.Error, StringComparison.Ordinal);
    }
}
