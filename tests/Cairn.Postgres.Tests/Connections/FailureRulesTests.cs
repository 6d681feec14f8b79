namespace Cairn.Postgres.Tests.Connections;

/// <summary>Failures that a test cannot provoke at will; the others are provoked by the tests of their callers.</summary>
public sealed class FailureRulesTests
{
    [Theory]
    [InlineData("FATAL:  the database system is starting up", PostgresErrorKind.NotReady, true)]
    [InlineData("FATAL:  the database system is shutting down", PostgresErrorKind.NotReady, true)]
    [InlineData("FATAL:  the database system is not yet accepting connections", PostgresErrorKind.NotReady, true)]
    [InlineData("FATAL:  sorry, too many clients already", PostgresErrorKind.TooManyConnections, true)]
    [InlineData("could not translate host name: Temporary failure in name resolution", PostgresErrorKind.HostNotFound, true)]
    [InlineData("could not translate host name \"h\" to address: Name or service not known", PostgresErrorKind.HostNotFound, false)]
    [InlineData("connection to server at \"h\", port 1 failed: No route to host", PostgresErrorKind.HostUnreachable, true)]
    [InlineData("ERROR:  canceling statement due to conflict with recovery", PostgresErrorKind.StatementCanceled, true)]
    [InlineData("ERROR:  could not extend file \"base/1/2\": No space left on device", PostgresErrorKind.OutOfSpace, false)]
    [InlineData("ERROR:  permission denied for table t", PostgresErrorKind.PermissionDenied, false)]
    [InlineData("pg_dump: error: aborting because of server version mismatch", PostgresErrorKind.ClientMissing, false)]
    public void Find_known_words_tells_the_kind(string text, PostgresErrorKind kind, bool isTransient)
    {
        FailureRule? rule = FailureRules.Find(text);

        Assert.Equal(kind, rule?.Kind);
        Assert.Equal(isTransient, rule?.IsTransient);
    }

    [Fact]
    public void Find_one_host_refused_and_another_with_a_wrong_password_is_the_password()
    {
        FailureRule? rule = FailureRules.Find(
            "port 1 failed: Connection refused\nport 2 failed: FATAL:  password authentication failed for user \"u\"");

        Assert.Equal(PostgresErrorKind.AuthenticationFailed, rule?.Kind);
    }

    [Theory]
    [InlineData("ERROR:  role \"app\" does not exist")]
    [InlineData("ERROR:  database \"app\" does not exist")]
    [InlineData("something new")]
    public void Find_words_of_a_script_or_unknown_words_is_nothing(string text) => Assert.Null(FailureRules.Find(text));
}
