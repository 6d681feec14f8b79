using Cairn.Cli.Tests.Support;

namespace Cairn.Cli.Tests.Commands;

public sealed class CommandRunnerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("repo", "snapshots", "--limit-upload", "-5")]
    [InlineData("repo", "snapshots", "--limit-download", "0")]
    [InlineData("repo", "snapshots", "--connections", "0")]
    [InlineData("repo", "snapshots", "--pack-size", "3")]
    [InlineData("repo", "snapshots", "--compression", "best")]
    [InlineData("repo", "snapshots", "--retry-lock", "5")]
    [InlineData("repo", "snapshots", "--retry-budget", "soon")]
    [InlineData("repo", "snapshots", "--stuck-request-timeout", "0s")]
    [InlineData("repo", "snapshots", "--stuck-request-timeout", "25h")]
    [InlineData("repo", "snapshots", "-o", "s3.region")]
    [InlineData("repo", "snapshots", "-o", "s3.nothing=1")]
    [InlineData("repo", "snapshots", "-o", "s3.bucket-lookup=nowhere")]
    [InlineData("repo", "snapshots", "--no-such-option")]
    [InlineData("repo", "init", "--repository-version", "3")]
    [InlineData("repo", "dump", "latest")]
    [InlineData("restore", "--on-error", "maybe")]
    [InlineData("nothing")]
    public async Task Wrong_command_line_is_a_usage_failure(params string[] arguments)
    {
        TestCommandLine commands = new(("RESTIC_REPOSITORY", "/does/not/exist"), ("RESTIC_PASSWORD", "x"));
        Assert.Equal(ExitCodes.Usage, (await commands.RunAsync(Token, arguments)).Code);
    }

    [Fact]
    public async Task Arguments_behind_two_dashes_are_refused_where_no_tool_gets_them()
    {
        TestCommandLine commands = new(("RESTIC_REPOSITORY", "/does/not/exist"), ("RESTIC_PASSWORD", "x")) { PassThrough = ["-t", "item"] };
        CommandResult result = await commands.RunAsync(Token, "repo", "snapshots");
        Assert.Equal(ExitCodes.Usage, result.Code);
        Assert.Contains("'--'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signal_before_the_work_ends_the_run_as_interrupted()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        using CancellationTokenSource signal = new();
        TestCommandLine commands = new(("RESTIC_REPOSITORY", sample.Path))
        {
            AskPassword = _ =>
            {
                signal.Cancel();
                return SampleRepository.Password;
            },
        };
        CommandResult result = await commands.RunAsync(signal.Token, "repo", "snapshots");
        Assert.Equal(ExitCodes.Interrupted, result.Code);
        Assert.Contains("Interrupted.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_the_variables()
    {
        CommandResult result = await new TestCommandLine().RunAsync(Token, "--help");
        Assert.Contains("RESTIC_REPOSITORY", result.Out, StringComparison.Ordinal);
        Assert.Contains("PGPASSWORD", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_as_JSON_has_a_message_type()
    {
        CommandResult result = await new TestCommandLine().RunAsync(Token, "version", "--json");
        Assert.Equal("version", (string?)result.Json["message_type"]);
        Assert.Equal(CairnVersion.Text, (string?)result.Json["version"]);
    }
}
