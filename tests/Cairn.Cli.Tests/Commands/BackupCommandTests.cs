using Cairn.Cli.Commands;
using Cairn.Cli.Tests.Support;

namespace Cairn.Cli.Tests.Commands;

public sealed class BackupCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Tags_are_split_at_commas_as_restic_does() =>
        Assert.Equal(["a", "b", "c d"], BackupCommand.SplitTags(["a,b", " c d ", "", "b,"]));

    [Theory]
    [InlineData("postgres://user:geheim@host:notaport/db")]
    [InlineData("mysql://user:geheim@host/db")]
    [InlineData("postgres://user:geheim@host/db?nosuchkeyword=1")]
    public async Task Address_that_cannot_be_understood_is_not_repeated_with_its_password(string url)
    {
        TestCommandLine commands = new(("RESTIC_REPOSITORY", "/does/not/exist"), ("RESTIC_PASSWORD", "x"));
        foreach (string[] command in (string[][])[["backup", "--from", url], ["restore", "--to", url]])
        {
            CommandResult result = await commands.RunAsync(Token, [.. command, "--verbose", "--json"]);
            Assert.Equal(ExitCodes.Usage, result.Code);
            Assert.DoesNotContain("geheim", result.Out + result.Error, StringComparison.Ordinal);
        }
    }
}
