using Cairn.Worker.Arguments;

namespace Cairn.Worker.Tests.Arguments;

public sealed class ShellWordsTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("  \t ", new string[0])]
    [InlineData("--dbname=shop  --no-owner", new[] { "--dbname=shop", "--no-owner" })]
    [InlineData("--exclude-database 'old data'", new[] { "--exclude-database", "old data" })]
    [InlineData("-t \"a \\\"b\\\" c\"", new[] { "-t", "a \"b\" c" })]
    [InlineData("a\\ b 'c\\d' \"e\\f\"", new[] { "a b", "c\\d", "e\\f" })]
    [InlineData("''", new[] { "" })]
    [InlineData("x'y'\"z\"", new[] { "xyz" })]
    [InlineData("$HOME `id` *", new[] { "$HOME", "`id`", "*" })]
    public void Split_as_a_shell_does_but_expands_nothing(string text, string[] expected) => Assert.Equal(expected, ShellWords.Split(text, "args"));

    [Theory]
    [InlineData("'open")]
    [InlineData("\"open")]
    [InlineData("end\\")]
    public void Split_text_that_is_not_finished_names_the_parameter_and_not_the_text(string text)
    {
        RunException failure = Assert.Throws<RunException>(() => ShellWords.Split(text, "args"));

        Assert.Contains("args", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, failure.Message, StringComparison.Ordinal);
    }
}
