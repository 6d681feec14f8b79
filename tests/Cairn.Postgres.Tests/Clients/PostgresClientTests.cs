namespace Cairn.Postgres.Tests.Clients;

public sealed class PostgresClientTests
{
    [Theory]
    [InlineData("18 17 15 13", 15, 15, 15)]
    [InlineData("18 17 15 13", 13, 15, 15)]
    [InlineData("18 17 15 13", 15, 13, 15)]
    [InlineData("18 17 15 13", 18, 15, 18)]
    [InlineData("18 17 15", 16, 15, 15)]
    [InlineData("18 17", 16, 15, 17)]
    [InlineData("18 17 15", 15, 17, 17)]
    [InlineData("18", 15, 15, 18)]
    [InlineData("15", 15, 17, 15)]
    public void ForRestore_takes_the_nearest_that_reads_the_archive_and_does_not_upset_the_target(string installed, int target, int archive, int expected)
    {
        PostgresClient[] all = [.. installed.Split(' ').Select(major => new PostgresClient($"/{major}", new PostgresVersion(int.Parse(major), 4)))];
        PostgresClient newest = all[0] with { Installed = all };
        Assert.Equal(expected, newest.ForRestore(new PostgresVersion(target, 0), archive).Version.Major);
    }

    [Fact]
    public void ForRestore_without_others_is_the_client_itself()
    {
        PostgresClient only = new("/17", new PostgresVersion(17, 4));
        Assert.Equal(only, only.ForRestore(new PostgresVersion(15, 0), 15));
    }

    [Theory]
    [InlineData(17, 16, false)]
    [InlineData(17, 17, true)]
    [InlineData(16, 15, true)]
    public void CanRestoreTo_is_false_for_programs_that_set_what_the_target_does_not_know(int client, int target, bool expected) =>
        Assert.Equal(expected, new PostgresClient("/", new PostgresVersion(client, 0)).CanRestoreTo(new PostgresVersion(target, 0)));
}
