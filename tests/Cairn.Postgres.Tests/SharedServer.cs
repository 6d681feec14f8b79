using Cairn.Postgres.Tests;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Cairn.Postgres.Tests;

/// <summary>One server with a password for all tests of this assembly, and the clients installed beside it. Each test makes databases of
/// its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    // Characters that need encoding, so that redaction and URLs are tested by every test.
    internal const string Password = "s3cr3t/@: pass%wörd";

    private ScratchPostgres? _postgres;
    private ClientCatalog? _catalog;
    private readonly Lock _lock = new();
    private Task<string>? _large;
    private Task<string>? _everyKind;
    private int _databases;

    internal ScratchPostgres Postgres => _postgres!;

    internal ClientCatalog Catalog => _catalog!;

    internal PostgresClient Client => Catalog.Newest();

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        var options = new ScratchPostgresOptions { Password = Password, UseTls = false };
        _postgres = await ScratchPostgres.StartAsync(options, cancellationToken);
        var search = new ClientSearch { Directories = [_postgres.BinDirectory] };
        _catalog = await ClientCatalog.DiscoverAsync(search, TimeProvider.System, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    internal PostgresServer Server(string database) => PostgresServer.Parse(Postgres.Url(database));

    internal async Task<string> NewDatabaseAsync(string sql, CancellationToken cancellationToken)
    {
        string name = $"test_{Interlocked.Increment(ref _databases)}";
        await Postgres.CreateDatabaseAsync(name, cancellationToken);
        await Postgres.ExecuteAsync(name, sql, cancellationToken);
        return name;
    }

    /// <summary>A database with one of every kind of object. Made once; nobody changes it.</summary>
    internal Task<string> EveryKindAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _everyKind ??= NewDatabaseAsync(SampleScripts.EveryKind + SampleScripts.DumpOnly, cancellationToken);
        }
    }

    /// <summary>A database whose dump is about 100 MB, in one table. Made once; nobody changes it.</summary>
    internal Task<string> LargeDatabaseAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _large ??= NewDatabaseAsync(
                "create table big as select i, repeat(md5(i::text), 10) as text from generate_series(1, 300000) i", cancellationToken);
        }
    }
}
