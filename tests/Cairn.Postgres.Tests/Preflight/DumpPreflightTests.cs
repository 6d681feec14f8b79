using Cairn.Postgres.Dump;
using Cairn.Postgres.Preflight;

namespace Cairn.Postgres.Tests.Preflight;

public sealed class DumpPreflightTests(SharedServer shared)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly ServerFacts Usual = new(
        new PostgresVersion(15, 1), IsStandby: false, "d", DatabaseBytes: 1, "UTF8", "u", IsSuperuser: true, UserTables: 1);

    private static readonly PostgresClient Client15 = new("/bin", new PostgresVersion(15, 9));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DumpPreflight Preflight => new(shared.Catalog, TimeProvider.System);

    [Fact]
    public async Task Run_reachable_server_gives_facts_client_and_no_notes()
    {
        DumpPreflightReport report = await Preflight.RunAsync(
            shared.Server("postgres"), DumpProgram.PgDump, ClientPreference.Newest, Limit, Cancellation);

        Assert.Equal("postgres", report.Facts.Database);
        Assert.Equal(shared.Client, report.Client);
        Assert.Empty(report.Notes);
    }

    [Fact]
    public async Task Run_wrong_password_fails_on_the_source()
    {
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => Preflight.RunAsync(
            shared.Server("postgres") with { Password = "wrong" }, DumpProgram.PgDump, ClientPreference.Newest, Limit, Cancellation));

        Assert.Equal(PostgresErrorKind.AuthenticationFailed, error.Kind);
        Assert.Equal(PostgresSide.SourceDatabase, error.Side);
    }

    [Fact]
    public void Notes_standby_newer_client_and_missing_rights_are_each_mentioned()
    {
        Assert.Contains("standby", Assert.Single(DumpPreflight.Notes(Usual with { IsStandby = true }, Client15, DumpProgram.PgDump)),
            StringComparison.Ordinal);
        Assert.Contains("pg_dump 17.1", Assert.Single(DumpPreflight.Notes(
            Usual, new PostgresClient("/bin", new PostgresVersion(17, 1)), DumpProgram.PgDump)), StringComparison.Ordinal);
        Assert.Contains("superuser", Assert.Single(DumpPreflight.Notes(
            Usual with { IsSuperuser = false }, Client15, DumpProgram.PgDumpAll)), StringComparison.Ordinal);
        Assert.Empty(DumpPreflight.Notes(Usual with { IsSuperuser = false }, Client15, DumpProgram.PgDump));
    }
}
