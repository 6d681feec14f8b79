using Cairn.Postgres.Sql;

namespace Cairn.Postgres.Tests.Sql;

public sealed class SqlScannerTests
{
    [Fact]
    public void Statements_semicolons_in_strings_names_and_comments_end_nothing()
    {
        const string script = "-- a; b\n\\restrict k\nCREATE ROLE \"x;\";\nCOMMENT ON ROLE a IS E'\\';\n;';\nSELECT ';''';\n\n";
        Assert.Equal(
            ["-- a; b\n\\restrict k\n", "CREATE ROLE \"x;\";", "\nCOMMENT ON ROLE a IS E'\\';\n;';", "\nSELECT ';''';", "\n\n"],
            SqlScanner.Statements(script));
        Assert.Equal(script, string.Concat(SqlScanner.Statements(script)));
    }

    [Fact]
    public void Tokens_comments_and_blanks_do_not_count() => Assert.Equal(
        ["CREATE", "ROLE", "\"a b\"", ";"], SqlScanner.Tokens("--\n-- Roles\n--\n\nCREATE ROLE \"a b\";"));
}
