using Cairn.Cli.Options;

namespace Cairn.Cli.Tests.Options;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5m", 90)]
    [InlineData("250ms", 0.25)]
    [InlineData("0", 0)]
    public void Duration_reads_the_form_of_Go(string text, double seconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5x")]
    [InlineData("m")]
    [InlineData("-5s")]
    public void Duration_refuses_anything_else(string text) => Assert.False(Duration.TryParse(text, out _));

    [Fact]
    public void Password_command_is_split_as_a_shell_does() => Assert.Equal(
        ["cat", "a file", "b'c", "d e", ""], PasswordCommand.Split("""cat 'a file' "b'c" d\ e '' """));

    [Theory]
    [InlineData("")]
    [InlineData("cat 'open")]
    public void Password_command_that_is_no_command_is_refused(string command) =>
        Assert.Throws<UsageException>(() => PasswordCommand.Split(command));
}
