using Cairn.Postgres.Restore.Parallel;

namespace Cairn.Postgres.Tests.Restore.Parallel;

public sealed class DatabaseStatementsTests
{
    [Fact]
    public void WithName_every_statement_about_the_database_gets_the_name_and_strings_keep_theirs() => Assert.Equal(
        "ALTER DATABASE \"n\" SET x TO 'DATABASE shop';\nALTER ROLE \"DATABASE\" IN DATABASE \"n\" SET y TO 'z';\n",
        DatabaseStatements.WithName(
            "ALTER DATABASE shop SET x TO 'DATABASE shop';\nALTER ROLE \"DATABASE\" IN DATABASE \"sh op\" SET y TO 'z';\n", "\"n\""));

    [Theory]
    [InlineData("a\"b", "LATIN1", "\"a\"\"b\"")]
    [InlineData("ü\\", "LATIN1", "U&\"\\+0000FC\\\\\"")]
    [InlineData("ü", "UTF8", "\"\u00c3\u00bc\"")]
    public void Quote_name_fits_the_encoding(string name, string encoding, string quoted) =>
        Assert.Equal(quoted, DatabaseStatements.Quote(name, encoding));
}
