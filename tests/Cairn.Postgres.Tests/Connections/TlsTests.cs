namespace Cairn.Postgres.Tests.Connections;

public sealed class TlsTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private ScratchPostgres? _postgres;
    private ServerProbe? _probe;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _postgres = await ScratchPostgres.StartAsync(new ScratchPostgresOptions { Password = "p", UseTls = true }, Cancellation);
        var search = new ClientSearch { Directories = [_postgres.BinDirectory] };
        ClientCatalog catalog = await ClientCatalog.DiscoverAsync(search, TimeProvider.System, Cancellation);
        _probe = new ServerProbe(catalog.Newest(), PostgresSide.TargetDatabase, TimeProvider.System);
    }

    public ValueTask DisposeAsync() => _postgres?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task ReadFacts_over_tls_depends_on_mode_authority_and_name()
    {
        string ca = "sslrootcert=" + Uri.EscapeDataString(_postgres!.CertificateFile);
        await ReadAsync("sslmode=require", host: null);
        await ReadAsync("sslmode=verify-full&" + ca, host: "localhost");
        await ReadAsync("sslmode=verify-full&" + ca, host: null);

        PostgresException missing = await Assert.ThrowsAsync<PostgresException>(
            () => ReadAsync("sslmode=verify-full&sslrootcert=/nonexistent/ca.pem", host: null));
        Assert.Equal(PostgresErrorKind.TlsUntrusted, missing.Kind);
        Assert.Equal(PostgresSide.TargetDatabase, missing.Side);
        PostgresException wrongName = await Assert.ThrowsAsync<PostgresException>(
            () => ReadAsync("sslmode=verify-full&hostaddr=127.0.0.1&" + ca, host: "elsewhere.example"));
        Assert.Equal(PostgresErrorKind.TlsUntrusted, wrongName.Kind);
    }

    [Fact]
    public async Task ReadFacts_certificate_of_an_unknown_authority_is_untrusted()
    {
        await using ScratchPostgres other = await ScratchPostgres.StartAsync(new ScratchPostgresOptions { UseTls = true }, Cancellation);
        string wrongCa = "sslmode=verify-full&sslrootcert=" + Uri.EscapeDataString(other.CertificateFile);
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => ReadAsync(wrongCa, host: null));

        Assert.Equal(PostgresErrorKind.TlsUntrusted, error.Kind);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task ReadFacts_address_without_a_pg_hba_entry_is_not_allowed()
    {
        await File.WriteAllTextAsync(Path.Combine(_postgres!.Directory, "data", "pg_hba.conf"), "local all all trust\n", Cancellation);
        await _postgres.ExecuteAsync("postgres", "select pg_reload_conf()", Cancellation);
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            // The server reloads a moment after it has been asked to.
            while (true)
            {
                await ReadAsync("sslmode=require", host: null);
            }
        });

        Assert.Equal(PostgresErrorKind.NotAllowed, error.Kind);
        Assert.Contains("pg_hba.conf", error.Message, StringComparison.Ordinal);
    }

    private Task<ServerFacts> ReadAsync(string parameters, string? host)
    {
        PostgresServer server = PostgresServer.Parse(_postgres!.Url("postgres", parameters));
        return _probe!.ReadFactsAsync(host is null ? server : server with { Host = host }, Limit, Cancellation);
    }
}
