using System.CommandLine;
using System.Text.Json.Nodes;
using Cairn.Cli.Commands;
using Cairn.Testing;

namespace Cairn.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Command_reference_is_what_the_commands_say()
    {
        string page = File.ReadAllText(Path.Combine(TestTools.Checkout()!, "docs", "cli.md"));
        Assert.Equal(DocsCommand.Render(CommandTree.Create(new CliContext(), interruption: null)), page);
    }

    [Fact]
    public async Task Repository_is_made_listed_and_checked()
    {
        (int made, string created, _) = await RunAsync("secret-one", "repo", "init", "--json");
        Assert.Equal(ExitCodes.Success, made);
        Assert.Equal("initialized", (string?)JsonNode.Parse(created)!["message_type"]);
        (int listed, string snapshots, _) = await RunAsync("secret-one", "repo", "snapshots", "--json");
        Assert.Equal(ExitCodes.Success, listed);
        Assert.Empty(JsonNode.Parse(snapshots)!.AsArray());
        (int checkedCode, string text, _) = await RunAsync("secret-one", "repo", "check", "--read-data");
        Assert.Equal(ExitCodes.Success, checkedCode);
        Assert.Contains("no errors were found", text, StringComparison.Ordinal);
        (int again, _, string error) = await RunAsync("secret-one", "repo", "init");
        Assert.Equal(ExitCodes.Failure, again);
        Assert.Contains("already holds", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_password_has_a_code_of_its_own_and_is_not_printed()
    {
        await RunAsync("secret-one", "repo", "init");
        (int code, string output, string error) = await RunAsync("secret-two", "repo", "snapshots", "--verbose");
        Assert.Equal(ExitCodes.WrongPassword, code);
        Assert.DoesNotContain("secret-", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_password_names_the_variables()
    {
        (int code, _, string error) = await RunAsync(null, "repo", "snapshots");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("RESTIC_PASSWORD", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_repository_has_a_code_of_its_own()
    {
        (int code, _, string error) = await RunAsync("x", "repo", "snapshots");
        Assert.Equal(ExitCodes.NoRepository, code);
        Assert.Contains("Repository:", error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Out, string Error)> RunAsync(string? password, params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        CliContext context = new()
        {
            Environment = name => name switch
            {
                "RESTIC_PASSWORD" => password,
                "RESTIC_REPOSITORY" => Path.Combine(_directory.Path, "repo"),
                _ => null,
            },
            Out = output,
            Error = error,
            IsTerminal = false,
            AskPassword = null,
        };
        InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        int code = await CommandTree.Create(context, interruption: null).Parse(arguments).InvokeAsync(configuration, Token);
        return (code, output.ToString(), error.ToString());
    }
}
