namespace Cairn.EndToEnd.Tests;

/// <summary>Passwords reach nobody who was not meant to have them. <see cref="Workplace"/> searches the output of every run.</summary>
public sealed class SecretTests(SharedServer server) : IDisposable
{
    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("--verbose")]
    [InlineData("--json")]
    public async Task Passwords_are_on_no_command_line_of_a_child_and_in_no_output(string option)
    {
        string database = await server.LargeAsync(Token);
        await _work.InitAsync(Token);

        // The password in the URL as well: Cairn's own command line is the user's affair, what it hands on is ours.
        await using RunningProgram cairn = _work.StartCairn("backup", "--from", server.Postgres.Url(database), option);
        string own = ProcessTable.CommandLine(cairn.Id);
        HashSet<string> commandLines = [];
        while (!cairn.HasExited)
        {
            commandLines.UnionWith(ProcessTable.Descendants(cairn.Id).Select(ProcessTable.CommandLine));
        }

        // For a moment, a new process still has the command line of the one that made it.
        commandLines.Remove(own);
        (await cairn.WaitAsync(Token)).MustExitWith(0);
        Assert.Contains(commandLines, line => line.Contains("/pg_dump ", StringComparison.Ordinal));
        string all = string.Join('\n', commandLines);
        Assert.DoesNotContain(SharedServer.Password, all, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(SharedServer.Password), all, StringComparison.Ordinal);
        Assert.DoesNotContain(Workplace.RepositoryPassword, all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--verbose")]
    [InlineData("--json")]
    public async Task Passwords_are_in_no_output_of_a_run_that_fails(string option)
    {
        await _work.InitAsync(Token);
        string url = server.Postgres.Url("not_there");
        (await _work.CairnAsync(["backup", "--from", url, option], Token)).MustExitWith(20);
        (await _work.CairnAsync(["backup", "--from", server.Postgres.Url("postgres", "sslmode=nonsense"), option], Token)).MustExitWith(2);
        (await _work.CairnAsync(["restore", "--to", url, option], Token)).MustExitWith(1, "no snapshots");
        (await _work.CairnAsync(["repo", "check", "--no-such-option", option], Token)).MustExitWith(2);
    }
}
