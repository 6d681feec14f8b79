using Cairn.Cli.Tests.Support;
using Cairn.Restic;
using Cairn.Restic.Locks;

namespace Cairn.Cli.Tests.Commands.Repo;

public sealed class KeyCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Added_password_opens_the_repository_until_it_is_removed()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        await File.WriteAllTextAsync(sample["new"], " second \n", Token);
        CommandResult added = await sample.Commands.RunAsync(Token, "repo", "key", "add", "--new-password-file", sample["new"], "--json");
        Assert.Equal(ExitCodes.Success, added.Code);

        TestCommandLine second = new(("RESTIC_REPOSITORY", sample.Path), ("RESTIC_PASSWORD", "second"));
        CommandResult listed = await second.RunAsync(Token, "repo", "key", "list", "--json");
        Assert.Equal(2, listed.Json.AsArray().Count);
        Assert.Single(listed.Json.AsArray(), key => (bool)key!["current"]!);

        Assert.Equal(ExitCodes.Success, (await sample.Commands.RunAsync(Token, "repo", "key", "remove", (string)added.Json["id"]!)).Code);
        Assert.Equal(ExitCodes.WrongPassword, (await second.RunAsync(Token, "repo", "snapshots")).Code);
    }

    [Fact]
    public async Task Remove_while_a_backup_runs_is_refused()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        await using ResticRepository other = await sample.OpenAsync(Token);
        await using RepositoryLock held = await SampleRepository.LockAsync(other, exclusive: false, Token);
        Assert.Equal(ExitCodes.Locked, (await sample.Commands.RunAsync(Token, "repo", "key", "remove", "0000")).Code);
    }

    [Fact]
    public async Task Remove_of_a_key_that_is_not_there_changes_nothing()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        CommandResult result = await sample.Commands.RunAsync(Token, "repo", "key", "remove", "zz");
        Assert.Equal(ExitCodes.Usage, result.Code);
        Assert.Contains("0 keys begin with 'zz'", result.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(sample.Path, "keys")));
    }

    [Fact]
    public async Task Add_of_two_different_answers_changes_nothing()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        Queue<string> answers = new(["one answer", "another answer"]);
        TestCommandLine commands = new(("RESTIC_REPOSITORY", sample.Path), ("RESTIC_PASSWORD", SampleRepository.Password))
        {
            AskPassword = _ => answers.Dequeue(),
        };
        CommandResult result = await commands.RunAsync(Token, "repo", "key", "add");
        Assert.Equal(ExitCodes.Usage, result.Code);
        Assert.DoesNotContain("answer", result.Out + result.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(sample.Path, "keys")));
    }
}
