namespace Cairn.Postgres.Tests.Processes;

public sealed class ToolDatabaseTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("shop", "shop")]
    [InlineData("--clean shop", "shop")]
    [InlineData("--dbname=shop --clean", "shop")]
    [InlineData("-d shop", "shop")]
    [InlineData("-dshop", "shop")]
    [InlineData("-Ox --dbname shop", "shop")]
    [InlineData("-t orders --schema public", null)]
    [InlineData("-n public shop", "shop")]
    [InlineData("-cd shop", "shop")]
    public void OfPgDump_finds_the_database_among_other_arguments(string arguments, string? expected) =>
        Assert.Equal(expected, ToolDatabase.OfPgDump(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData("-l defaultdb --no-role-passwords", "defaultdb")]
    [InlineData("--database=defaultdb", "defaultdb")]
    [InlineData("--exclude-database old", null)]
    public void OfPgDumpAll_finds_the_first_database(string arguments, string? expected) =>
        Assert.Equal(expected, ToolDatabase.OfPgDumpAll(arguments.Split(' ')));

    [Theory]
    [InlineData("--dbname=shop", "shop")]
    [InlineData("-v x=1 shop", "shop")]
    [InlineData("--single-transaction", null)]
    public void OfPsql_finds_the_database(string arguments, string? expected) => Assert.Equal(expected, ToolDatabase.OfPsql(arguments.Split(' ')));
}
