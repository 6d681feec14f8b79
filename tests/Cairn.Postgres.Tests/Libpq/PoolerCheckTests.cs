using Cairn.Postgres.Dump.Parallel;

namespace Cairn.Postgres.Tests.Libpq;

/// <summary>A real pgbouncer in front of the server.</summary>
public sealed class PoolerCheckTests(SharedServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("transaction")]
    [InlineData("statement")]
    public async Task Pooler_of_transactions_is_refused_with_the_reason(string mode)
    {
        Assert.SkipWhen(ScratchPgBouncer.Program is null, "pgbouncer is not installed.");
        string database = await server.NewDatabaseAsync("create table a as select 1 x", Token);
        await using ScratchPgBouncer bouncer = await ScratchPgBouncer.StartAsync(server.Postgres, mode, Token);
        PostgresException failure = await Assert.ThrowsAsync<PostgresException>(() => PrepareAsync(database, bouncer));
        Assert.Equal(PostgresSide.Configuration, failure.Side);
        Assert.Contains("pgbouncer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pooler_of_sessions_is_fine()
    {
        Assert.SkipWhen(ScratchPgBouncer.Program is null, "pgbouncer is not installed.");
        string database = await server.NewDatabaseAsync("create table a as select 1 x", Token);
        await using ScratchPgBouncer bouncer = await ScratchPgBouncer.StartAsync(server.Postgres, "session", Token);
        PreparedDump prepared = await PrepareAsync(database, bouncer);
        Assert.NotNull(prepared.Session);
        await prepared.Session.DisposeAsync();
    }

    private Task<PreparedDump> PrepareAsync(string database, ScratchPgBouncer bouncer) => new ParallelDump(server.Client, TimeProvider.System).PrepareAsync(
        server.Server(database) with { Port = $"{bouncer.Port}" }, new ParallelDumpOptions(), Token);
}
