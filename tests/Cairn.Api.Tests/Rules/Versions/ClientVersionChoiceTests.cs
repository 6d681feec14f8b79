using Cairn.Api.Rules.Versions;
using CsCheck;

namespace Cairn.Api.Tests.Rules.Versions;

public class ClientVersionChoiceTests
{
    private static readonly string[] Available = ["17.2", "12.17", "16.4", "18.2", "14.10"];

    [Theory]
    [InlineData("10.23", "12.17")]
    [InlineData("12.22", "12.17")]
    [InlineData("13.1", "14.10")]
    [InlineData("14.2", "14.10")]
    [InlineData("15.6", "16.4")]
    [InlineData("16.1", "16.4")]
    [InlineData("16.4", "16.4")]
    [InlineData("16.9", "16.4")]
    [InlineData("17.0", "17.2")]
    [InlineData("17.2", "17.2")]
    [InlineData("17.5", "17.2")]
    [InlineData("18.0", "18.2")]
    [InlineData("PostgreSQL 16.4 (Debian 16.4-1)", "16.4")]
    [InlineData("16.4-bookworm", "16.4")]
    public void TryChoose_gives_what_the_table_says(string server, string expected)
    {
        Assert.True(ClientVersionChoice.TryChoose(server, Available, out ClientVersion? choice, out _));
        Assert.Equal(new ClientVersion(expected, IsOlderThanServer: false), choice);
    }

    [Theory]
    [InlineData("17", "17.4")]
    [InlineData("v16", "16.4")]
    [InlineData("13", "14.10")]
    public void TryChoose_major_alone_means_the_newest_of_it(string server, string expected)
    {
        Assert.True(ClientVersionChoice.TryChoose(server, [.. Available, "17.4"], out ClientVersion? choice, out _));
        Assert.Equal(expected, choice!.Version);
    }

    [Fact]
    public void TryChoose_all_older_takes_the_newest_and_says_so()
    {
        Assert.True(ClientVersionChoice.TryChoose("19.1", Available, out ClientVersion? choice, out _));
        Assert.Equal(new ClientVersion("18.2", IsOlderThanServer: true), choice);
    }

    [Fact]
    public void TryChoose_tag_of_its_own_needs_no_list()
    {
        Assert.True(ClientVersionChoice.TryChoose("17.9-percona", [], out ClientVersion? choice, out _));
        Assert.Equal("17.9-percona", choice!.Version);
    }

    [Theory]
    [InlineData(null, "16.4", "is not a version")]
    [InlineData("latest", "16.4", "is not a version")]
    [InlineData("99999999999.1", "16.4", "is not a version")]
    [InlineData("16.4", "latest", "no available versions")]
    public void TryChoose_nothing_to_go_by_is_a_problem(string? server, string available, string reason)
    {
        Assert.False(ClientVersionChoice.TryChoose(server, [available], out _, out string? problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryChoose_is_older_only_when_nothing_else_is_there() =>
        Gen.Select(Gen.Select(Gen.Int[9, 20], Gen.Int[0, 9]).Array[1, 6], Gen.Int[9, 20], Gen.Int[0, 9]).Sample((available, major, minor) =>
        {
            string[] texts = [.. available.Select(item => $"{item.Item1}.{item.Item2}")];
            Assert.True(ClientVersionChoice.TryChoose($"{major}.{minor}", texts, out ClientVersion? choice, out _));
            Assert.Contains(choice!.Version, texts);
            Assert.Equal(choice.IsOlderThanServer, available.All(item => item.Item1 < major));
            Assert.True(choice.Version.StartsWith($"{major}.", StringComparison.Ordinal) || available.All(item => item.Item1 != major));
        });
}
