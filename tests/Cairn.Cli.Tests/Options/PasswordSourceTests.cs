using Cairn.Cli.Options;
using Cairn.Testing;

namespace Cairn.Cli.Tests.Options;

public sealed class PasswordSourceTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Sources_are_asked_in_order()
    {
        await File.WriteAllTextAsync(_directory["option"], "from option", Token);
        await File.WriteAllTextAsync(_directory["file"], "from file", Token);
        Dictionary<string, string> variables = new()
        {
            ["RESTIC_PASSWORD_FILE"] = _directory["file"],
            ["RESTIC_PASSWORD_COMMAND"] = "echo 'from command'",
            ["RESTIC_PASSWORD"] = "from variable",
        };
        Assert.Equal("from option", await ReadAsync(variables, _directory["option"]));
        Assert.Equal("from file", await ReadAsync(variables));
        variables.Remove("RESTIC_PASSWORD_FILE");
        Assert.Equal("from command", await ReadAsync(variables));
        variables.Remove("RESTIC_PASSWORD_COMMAND");
        Assert.Equal("from variable", await ReadAsync(variables));
        variables.Remove("RESTIC_PASSWORD");
        Assert.Equal("from terminal", await ReadAsync(variables));
    }

    [Fact]
    public async Task Blanks_and_line_breaks_around_a_password_in_a_file_are_dropped_as_restic_drops_them()
    {
        await File.WriteAllTextAsync(_directory["file"], "\uFEFF \t two words \r\n\n", Token);
        Assert.Equal("two words", await PasswordSource.ReadFileAsync(_directory["file"], Token));
    }

    [Fact]
    public async Task Blanks_of_the_variable_belong_to_the_password() =>
        Assert.Equal(" x ", await ReadAsync(new Dictionary<string, string> { ["RESTIC_PASSWORD"] = " x " }));

    [Theory]
    [InlineData("false", "exit code 1")]
    [InlineData("/does/not/exist", "could not be started")]
    [InlineData("true", "is empty")]
    [InlineData("head -c 5000 /dev/zero", "no password")]
    [InlineData("yes", "no password")]
    public async Task Command_without_a_password_is_refused_with_the_reason(string command, string reason)
    {
        Dictionary<string, string> variables = new() { ["RESTIC_PASSWORD_COMMAND"] = command };
        UsageException failure = await Assert.ThrowsAsync<UsageException>(() => ReadAsync(variables));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_empty_or_missing_is_refused()
    {
        await File.WriteAllTextAsync(_directory["empty"], "\n", Token);
        await Assert.ThrowsAsync<UsageException>(() => PasswordSource.ReadFileAsync(_directory["empty"], Token));
        await Assert.ThrowsAsync<UsageException>(() => PasswordSource.ReadFileAsync(_directory["missing"], Token));
    }

    [Fact]
    public async Task Question_that_nobody_answers_ends_with_the_signal()
    {
        using CancellationTokenSource signal = new();
        using ManualResetEventSlim never = new();
        TaskCompletionSource asked = new();
        CliContext context = new()
        {
            AskPassword = _ =>
            {
                asked.SetResult();
                never.Wait(Token);
                return null;
            },
        };
        Task<string?> answer = PasswordSource.AskAsync("?", context, signal.Token);
        await asked.Task;
        await signal.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        never.Set();
    }

    private static Task<string> ReadAsync(Dictionary<string, string> variables, string? option = null) =>
        PasswordSource.ReadAsync(option, new CliContext { Environment = variables.GetValueOrDefault, AskPassword = _ => "from terminal" }, Token);
}
