[assembly: AssemblyFixture(typeof(Cairn.EndToEnd.Tests.Support.SharedServer))]

namespace Cairn.EndToEnd.Tests.Support;

/// <summary>One server with a password for all tests. Each test that changes data makes databases of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal const string Password = "dbPw-7f3a/@: %wörd";

    // Rows that differ, so that nothing is deduplicated; about 100 MB as a dump.
    private const string LargeTable =
        "create table big as select i, repeat(md5(i::text), 10) as text from generate_series(1, 300000) i";

    private const string SmallTables =
        """
        create table item (id int primary key, name text not null, price numeric);
        insert into item select i, 'Stück ' || i, i * 1.25 from generate_series(1, 2000) i;
        create table note (id bigserial primary key, item int references item, body text, made timestamptz default '2024-02-29 12:00:00+00');
        insert into note (item, body) select 1 + i % 2000, repeat('text', i % 50) || chr(9) || '\.' from generate_series(1, 500) i;
        create view cheap as select * from item where price < 100;
        create index on note (item);
        """;

    private readonly Lock _lock = new();
    private ScratchPostgres? _postgres;
    private Task<string>? _large;
    private Task<string>? _medium;
    private Task<string>? _small;
    private int _databases;

    internal ScratchPostgres Postgres => _postgres!;

    public async ValueTask InitializeAsync() => _postgres = await ScratchPostgres.StartAsync(
        new ScratchPostgresOptions { Password = Password }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    /// <summary>A new database with what the SQL makes.</summary>
    internal async Task<string> NewDatabaseAsync(string sql, CancellationToken cancellationToken)
    {
        string name = $"e2e_{Interlocked.Increment(ref _databases)}";
        await Postgres.CreateDatabaseAsync(name, cancellationToken);
        await Postgres.ExecuteAsync(name, sql, cancellationToken);
        return name;
    }

    /// <summary>Subscriptions belong to the server as well: one that is left hinders others of its name, and the database from being dropped.</summary>
    internal async Task DropSubscriptionsAsync(params string[] databases)
    {
        foreach (string database in databases)
        {
            await Postgres.ExecuteAsync(
                database, "select format('drop subscription %I', subname) from pg_subscription s join pg_database d on d.oid = s.subdbid "
                    + "where d.datname = current_database() \\gexec", CancellationToken.None);
        }
    }

    /// <summary>A database whose dump is about 100 MB. Made once; nobody changes it.</summary>
    internal Task<string> LargeAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _large ??= NewLargeAsync(cancellationToken);
        }
    }

    /// <summary>A database whose dump is about 12 MB: enough for some of the smallest packs. Made once; nobody changes it.</summary>
    internal Task<string> MediumAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _medium ??= NewDatabaseAsync(LargeTable.Replace("300000", "36000", StringComparison.Ordinal), cancellationToken);
        }
    }

    /// <summary>A database like <see cref="LargeAsync"/>'s for one test alone.</summary>
    internal Task<string> NewLargeAsync(CancellationToken cancellationToken) => NewDatabaseAsync(LargeTable, cancellationToken);

    /// <summary>A database with a little of everything. Made once; nobody changes it.</summary>
    internal Task<string> SmallAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _small ??= NewDatabaseAsync(SmallTables, cancellationToken);
        }
    }
}
