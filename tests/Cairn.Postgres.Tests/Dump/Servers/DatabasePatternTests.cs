using Cairn.Postgres.Dump.Servers;

namespace Cairn.Postgres.Tests.Dump.Servers;

public sealed class DatabasePatternTests
{
    [Theory]
    [InlineData("shop", "^(shop)$")]
    [InlineData("SHOP*", "^(shop.*)$")]
    [InlineData("s?op", "^(s.op)$")]
    [InlineData("\"Shop*\"", "^(Shop\\*)$")]
    [InlineData("a\"B\"\"c\"$", "^(aB\"c\\$)$")]
    [InlineData("(a|b)", "^((a|b))$")]
    public void ToRegularExpression_pattern_of_psql_is_an_expression_of_the_server(string pattern, string expression) =>
        Assert.Equal(expression, DatabasePattern.ToRegularExpression(pattern));

    [Fact]
    public void ToRegularExpression_pattern_with_a_dot_is_refused() => Assert.Null(DatabasePattern.ToRegularExpression("a.b"));
}
