namespace Cairn.EndToEnd.Tests;

/// <summary>What a preflight says before anything is done: every problem at once, and nothing where there is none.</summary>
public sealed class PreflightTests(SharedServer server) : IDisposable
{
    private const int SourceDatabase = 20;
    private const int TargetDatabase = 21;
    private const int NewerMajor = 17;

    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Good_backup_and_restore_have_no_problems_and_do_nothing()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        ProgramResult check = await _work.CairnAsync(["backup", "--from", Workplace.Url(database), "--preflight", "--json"], Token);
        Assert.True(check.MustExitWith(0).LastJson.GetProperty("ok").GetBoolean(), check.Output);
        await _work.MustHaveSnapshotsAsync(0, Token);

        await _work.BackupAsync(database, Token);
        string target = await server.NewDatabaseAsync("", Token);
        check = await _work.CairnAsync(["restore", "--to", Workplace.Url(target), "--preflight", "--json"], Token);
        Assert.True(check.MustExitWith(0).LastJson.GetProperty("ok").GetBoolean(), check.Output);
        Assert.Equal("0", (await server.Postgres.ExecuteAsync(target, "select count(*) from pg_class where relname = 'item'", Token)).Trim());
    }

    [Fact]
    public async Task Backup_that_cannot_work_is_told_every_reason_at_once()
    {
        Dictionary<string, string> settings = new() { ["max_locks_per_transaction"] = "10", ["max_connections"] = "20" };
        await using ScratchPostgres source = await ScratchPostgres.StartAsync(new ScratchPostgresOptions { Settings = settings }, Token);
        await source.ExecuteAsync("postgres", "create role weak login connection limit 3; create database shop", Token);
        await source.ExecuteAsync(
            "shop",
            """
            create table open (a int); grant select on open to weak;
            create table closed (a int);
            create table hidden (a int); grant select on hidden to weak; alter table hidden enable row level security;
            create schema secret; create table secret.deep (a int); grant select on secret.deep to weak;
            select lo_create(1);
            select format('create table many_%s ()', i) from generate_series(1, 700) i \gexec
            grant select on all tables in schema public to weak; revoke all on closed from weak;
            """, Token);
        _work.Set("PGPASSWORD", null);
        _work.Set("PGUSER", "weak");
        string url = $"postgres://127.0.0.1:{source.Port}/shop";
        IReadOnlyList<(string Severity, string Subject, string Message)> findings =
            Findings((await _work.CairnAsync(["backup", "--from", url, "--preflight", "--json", "--jobs", "4"], Token)).MustExitWith(SourceDatabase));
        Contains(findings, "problem", "rights", "may not read public.closed, secret.deep");
        Contains(findings, "problem", "rights", "row security hides rows of public.hidden");
        Contains(findings, "problem", "rights", "1 large objects");
        Contains(findings, "problem", "locks", "704 tables", "max_locks_per_transaction");
        Contains(findings, "warning", "connections", "3 connections are free by the user's connection limit; 5 would be used");
        Contains(findings, "fact", "server", "database shop, user weak");

        ProgramResult all = await _work.CairnAsync(["backup", "--from", url, "--preflight", "--json", "--all-databases"], Token);
        Contains(Findings(all.MustExitWith(SourceDatabase)), "problem", "rights", "--no-role-passwords");

        // A server that is not there is one problem, and the only one that can be known.
        ProgramResult absent = await _work.CairnAsync(["backup", "--from", "postgres://127.0.0.1:1/x", "--preflight", "--wait-ready", "1s"], Token);
        absent.MustExitWith(SourceDatabase, "Problem", "connection:", "Connection refused");
    }

    [Fact]
    public async Task Restore_that_cannot_work_is_told_every_reason_at_once()
    {
        await using ScratchPostgres source = await ScratchPostgres.StartAsync(new ScratchPostgresOptions(), Token);
        await source.ExecuteAsync("postgres", "create role boss; create role guest; create database shop", Token);
        await source.ExecuteAsync(
            "shop", "create extension adminpack; create table t as select 1 a; alter table t owner to boss; grant select on t to guest", Token);
        await _work.InitAsync(Token);
        _work.Set("PGPASSWORD", null);
        (await _work.CairnAsync(["backup", "--from", source.Url("shop")], Token)).MustExitWith(0);

        // adminpack has gone with version 17.
        await using ScratchPostgres target = await ScratchPostgres.StartAsync(new ScratchPostgresOptions { Major = NewerMajor }, Token);
        await target.ExecuteAsync(
            "postgres", "create role weak login; create database latin encoding 'LATIN1' locale 'C' template template0; create role boss", Token);
        await target.ExecuteAsync("latin", "create table t (a int)", Token);
        string url = $"postgres://weak@127.0.0.1:{target.Port}/latin";
        _work.Set("CAIRN_PG_BINDIR", target.BinDirectory);
        IReadOnlyList<(string Severity, string Subject, string Message)> findings =
            Findings((await _work.CairnAsync(["restore", "--to", url, "--preflight", "--json"], Token)).MustExitWith(TargetDatabase));
        Contains(findings, "problem", "roles", "does not have: guest.");
        Contains(findings, "problem", "extensions", "adminpack");
        Contains(findings, "problem", "rights", "may not create schemas in the database latin");
        Contains(findings, "problem", "target", "latin is not empty");
        Contains(findings, "warning", "encoding", "in UTF8, and the database latin in LATIN1");

        findings = Findings((await _work.CairnAsync(
            ["restore", "--to", url, "--database", "absent", "--create", "--no-privileges", "--preflight", "--json"], Token)).MustExitWith(TargetDatabase));
        Contains(findings, "problem", "rights", "weak may not create databases");
        Assert.DoesNotContain(findings, finding => finding.Subject is "roles" or "target");
    }

    private static List<(string Severity, string Subject, string Message)> Findings(ProgramResult result) =>
    [
        .. result.Json("preflight").GetProperty("findings").EnumerateArray().Select(finding =>
            (finding.GetProperty("severity").GetString()!, finding.GetProperty("subject").GetString()!, finding.GetProperty("message").GetString()!)),
    ];

    private static void Contains(
        IEnumerable<(string Severity, string Subject, string Message)> findings, string severity, string subject, params string[] words) =>
        Assert.Contains(findings, finding => finding.Severity == severity && finding.Subject == subject
            && words.All(word => finding.Message.Contains(word, StringComparison.Ordinal)));
}
