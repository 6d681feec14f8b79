using System.Net;
using System.Net.Sockets;

namespace Cairn.Postgres.Tests.Connections;

public sealed class ServerProbeTests(SharedServer shared)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ServerProbe Probe => new(shared.Client, PostgresSide.SourceDatabase, TimeProvider.System);

    [Fact]
    public async Task ReadFacts_of_a_server_tells_version_size_and_role()
    {
        ServerFacts facts = await Probe.ReadFactsAsync(shared.Server("postgres"), Limit, Cancellation);

        Assert.Equal(shared.Client.Version, facts.Version);
        Assert.False(facts.IsStandby);
        Assert.Equal("postgres", facts.Database);
        Assert.Equal("UTF8", facts.Encoding);
        Assert.Equal(ScratchPostgres.User, facts.User);
        Assert.True(facts.IsSuperuser);
        Assert.InRange(facts.DatabaseBytes, 1_000_000, 100_000_000);
    }

    [Fact]
    public async Task ReadFacts_wrong_host_is_host_not_found()
    {
        PostgresException error = await FailAsync(shared.Server("postgres") with { Host = "cairn.invalid" });

        Assert.Equal(PostgresErrorKind.HostNotFound, error.Kind);
    }

    [Fact]
    public async Task ReadFacts_wrong_port_is_refused_and_transient()
    {
        PostgresException error = await FailAsync(shared.Server("postgres") with { Port = "1" });

        Assert.Equal(PostgresErrorKind.ConnectionRefused, error.Kind);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task ReadFacts_missing_socket_is_refused_and_transient()
    {
        PostgresException error = await FailAsync(shared.Server("postgres") with { Host = "/nonexistent" });

        Assert.Equal(PostgresErrorKind.ConnectionRefused, error.Kind);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task ReadFacts_wrong_password_is_authentication()
    {
        PostgresException error = await FailAsync(shared.Server("postgres") with { Password = "wrong" });

        Assert.Equal(PostgresErrorKind.AuthenticationFailed, error.Kind);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task ReadFacts_missing_password_is_authentication_and_nobody_is_asked()
    {
        PostgresException error = await FailAsync(shared.Server("postgres") with { Password = null });

        Assert.Equal(PostgresErrorKind.AuthenticationFailed, error.Kind);
    }

    [Fact]
    public async Task ReadFacts_wrong_user_is_authentication_over_scram_and_role_missing_over_trust()
    {
        PostgresServer server = shared.Server("postgres") with { User = "nobody" };

        Assert.Equal(PostgresErrorKind.AuthenticationFailed, (await FailAsync(server)).Kind);
        Assert.Equal(PostgresErrorKind.RoleMissing, (await FailAsync(server with { Host = shared.Postgres.Directory })).Kind);
    }

    [Fact]
    public async Task ReadFacts_wrong_database_is_database_missing()
    {
        PostgresException error = await FailAsync(shared.Server("nowhere"));

        Assert.Equal(PostgresErrorKind.DatabaseMissing, error.Kind);
        Assert.Equal(PostgresSide.SourceDatabase, error.Side);
        Assert.Contains("Create the database", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("require")]
    [InlineData("verify-full")]
    public async Task ReadFacts_tls_demanded_of_a_server_without_it_is_tls_unsupported(string mode)
    {
        PostgresServer server = PostgresServer.Parse(shared.Postgres.Url("postgres", "ssl-mode=" + mode.ToUpperInvariant()));

        Assert.Equal(PostgresErrorKind.TlsUnsupported, (await FailAsync(server)).Kind);
    }

    [Fact]
    public async Task ReadFacts_standby_demanded_of_a_primary_is_wrong_server_role()
    {
        PostgresServer server = PostgresServer.Parse(shared.Postgres.Url("postgres", "target_session_attrs=standby"));

        Assert.Equal(PostgresErrorKind.WrongServerRole, (await FailAsync(server)).Kind);
    }

    [Fact]
    public async Task ReadFacts_user_without_a_free_connection_is_too_many_connections()
    {
        await shared.Postgres.ExecuteAsync("postgres", "create role crowded login connection limit 0", Cancellation);
        PostgresException error = await FailAsync(shared.Server("postgres") with { User = "crowded", Host = shared.Postgres.Directory });

        Assert.Equal(PostgresErrorKind.TooManyConnections, error.Kind);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task ReadFacts_user_without_the_right_to_connect_is_not_allowed()
    {
        string database = await shared.NewDatabaseAsync("create role outsider login", Cancellation);
        await shared.Postgres.ExecuteAsync("postgres", $"revoke connect on database {database} from public", Cancellation);
        PostgresException error = await FailAsync(shared.Server(database) with { User = "outsider", Host = shared.Postgres.Directory });

        Assert.Equal(PostgresErrorKind.NotAllowed, error.Kind);
    }

    [Fact]
    public async Task ReadFacts_server_that_never_answers_ends_at_the_limit()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        PostgresServer server = shared.Server("postgres") with { Port = $"{((IPEndPoint)listener.LocalEndpoint).Port}" };
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(
            () => Probe.ReadFactsAsync(server, TimeSpan.FromMilliseconds(300), Cancellation));

        Assert.Equal(PostgresErrorKind.TimedOut, error.Kind);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task ReadFacts_server_that_never_answers_ends_at_libpqs_own_limit()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = PostgresServer.Parse($"postgres://u:p@127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/d?connect_timeout=2");

        Assert.Equal(PostgresErrorKind.TimedOut, (await FailAsync(server)).Kind);
    }

    [Fact]
    public async Task ReadFacts_cancelled_is_cancelled_and_not_a_server_failure()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        PostgresServer server = shared.Server("postgres") with { Port = $"{((IPEndPoint)listener.LocalEndpoint).Port}" };
        using var cancel = new CancellationTokenSource();
        Task<ServerFacts> reading = Probe.ReadFactsAsync(server, Limit, cancel.Token);
        using TcpClient accepted = await listener.AcceptTcpClientAsync(Cancellation);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task WaitUntilReady_transient_failure_is_repeated_until_the_server_is_there()
    {
        await using ProbeGate gate = ProbeGate.RefuseOnce(shared.Postgres.Port);
        PostgresServer server = shared.Server("postgres") with { Port = $"{gate.Port}" };
        ServerFacts facts = await Probe.WaitUntilReadyAsync(server, Limit, Cancellation);

        Assert.Equal("postgres", facts.Database);
        Assert.True(gate.Connections >= 2);
    }

    [Fact]
    public async Task WaitUntilReady_refused_until_the_limit_throws_the_last_failure()
    {
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => Probe.WaitUntilReadyAsync(
            shared.Server("postgres") with { Port = "1" }, TimeSpan.FromMilliseconds(600), Cancellation));

        Assert.Equal(PostgresErrorKind.ConnectionRefused, error.Kind);
    }

    [Fact]
    public async Task WaitUntilReady_wrong_password_is_not_repeated()
    {
        await using ProbeGate gate = ProbeGate.Open(shared.Postgres.Port);
        PostgresServer server = shared.Server("postgres") with { Port = $"{gate.Port}", Password = "wrong" };
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => Probe.WaitUntilReadyAsync(server, Limit, Cancellation));

        Assert.Equal(PostgresErrorKind.AuthenticationFailed, error.Kind);
        Assert.True(gate.Connections <= 2, "libpq may try twice (TLS, then none), the probe only once.");
    }

    private async Task<PostgresException> FailAsync(PostgresServer server)
    {
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => Probe.ReadFactsAsync(server, Limit, Cancellation));
        Assert.DoesNotContain("s3cr3t", error.ToString(), StringComparison.Ordinal);
        return error;
    }
}
