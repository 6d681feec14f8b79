namespace Cairn.EndToEnd.Tests;

/// <summary>Backups that read over several connections, and restores that write over several.</summary>
public sealed class ParallelTests(SharedServer server) : IDisposable
{
    private const int SourceDatabase = 20;
    private const int TargetDatabase = 21;
    private const int RestoredWithErrors = 25;
    private const int Usage = 2;

    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Everything_that_a_database_can_hold_comes_back_as_through_psql()
    {
        string database = await EveryKindAsync();
        string plain = await server.NewDatabaseAsync("", Token);
        string parallel = await server.NewDatabaseAsync("", Token);
        try
        {
            ProgramResult dump = (await _work.ToolAsync(Programs.Restic, ["dump", "latest", "dumpfile.sql"], Token)).MustExitWith(0);
            Assert.Equal(await server.Postgres.DumpTextAsync(database, Token), WithoutKeys(dump.Output));
            await server.Postgres.ExecuteAsync(plain, dump.Output, Token);
            await _work.MustBeSoundAsync(Token);

            ProgramResult restore = await _work.CairnAsync(["restore", "--to", Workplace.Url(parallel), "--jobs", "3", "--json"], Token);
            Assert.Equal(0, restore.MustExitWith(0).LastJson.GetProperty("failed_statements").GetInt64());
            string expected = await server.Postgres.DumpTextAsync(plain, Token);
            Assert.Equal(expected, await server.Postgres.DumpTextAsync(parallel, Token));

            // Once more over what is there. A subscription's name is the server's, not the database's, but dropping it is part of --clean.
            (await _work.CairnAsync(["restore", "--to", Workplace.Url(parallel), "--clean", "--if-exists"], Token)).MustExitWith(0);
            Assert.Equal(expected, await server.Postgres.DumpTextAsync(parallel, Token));
        }
        finally
        {
            await server.DropSubscriptionsAsync(database, plain, parallel);
        }
    }

    [Fact]
    public async Task Unchanged_database_stores_nothing_but_its_table_of_contents_however_many_connections_read_it()
    {
        string database = await server.LargeAsync(Token);
        await _work.InitAsync(Token);
        await _work.BackupAsync(database, Token, "--jobs", "1");
        JsonElement second = (await _work.BackupAsync(database, Token, "--jobs", "4", "--json")).LastJson;
        Assert.InRange(second.GetProperty("data_added").GetInt64(), 1, second.GetProperty("total_bytes_processed").GetInt64() / 1000);
        Assert.Equal(3, second.GetProperty("total_files_processed").GetInt32());
    }

    [Fact]
    public async Task Large_table_in_ranges_comes_back_and_its_rows_are_counted()
    {
        await _work.InitAsync(Token);
        await _work.BackupAsync(await server.LargeAsync(Token), Token);
        JsonElement toc = JsonSerializer.Deserialize<JsonElement>(
            (await _work.CairnAsync(["repo", "dump", "latest", "toc.json"], Token)).MustExitWith(0).Output);
        JsonElement table = Assert.Single(toc.GetProperty("entries").EnumerateArray());
        Assert.Equal(300_000, table.GetProperty("rows").GetInt64());
        Assert.InRange(table.GetProperty("ranges").GetArrayLength(), 2, 4);
        string target = await server.NewDatabaseAsync("", Token);
        (await _work.CairnAsync(["restore", "--to", Workplace.Url(target), "--jobs", "2"], Token)).MustExitWith(0);
        const string sum = "select count(*) || ' ' || sum(i) || ' ' || count(distinct text) from big";
        Assert.Equal("300000 45000150000 300000", (await server.Postgres.ExecuteAsync(target, sum, Token)).Trim());
    }

    [Fact]
    public async Task One_table_comes_back_with_what_belongs_to_it_and_without_the_others()
    {
        await _work.InitAsync(Token);
        await _work.BackupAsync(await server.SmallAsync(Token), Token);
        string target = await server.NewDatabaseAsync("", Token);
        (await _work.CairnAsync(["restore", "--to", Workplace.Url(target), "--table", "public.note"], Token)).MustExitWith(0);
        const string relations = "select string_agg(relname, ' ' order by relname) from pg_class where relnamespace = 'public'::regnamespace";
        Assert.Equal("note note_id_seq note_item_idx note_pkey", (await server.Postgres.ExecuteAsync(target, relations, Token)).Trim());
        Assert.Equal("500 501", (await server.Postgres.ExecuteAsync(target, "select count(*) || ' ' || nextval('note_id_seq') from note", Token)).Trim());

        (await _work.CairnAsync(["restore", "--to", Workplace.Url(target), "--table", "absent"], Token))
            .MustExitWith(Usage, "no table, view or sequence 'absent'");
    }

    [Fact]
    public async Task Database_is_created_under_another_name_with_its_encoding()
    {
        string source = $"latin \"{Guid.NewGuid():N}";
        string quoted = source.Replace("\"", "\"\"", StringComparison.Ordinal);
        await server.Postgres.ExecuteAsync("postgres", $"create database \"{quoted}\" template template0 encoding 'LATIN1' locale 'C'", Token);
        await server.Postgres.ExecuteAsync(source, "create table \"Ü\" as select 'ß'::text as \"é\"", Token);
        await _work.InitAsync(Token);
        await _work.BackupAsync(Uri.EscapeDataString(source), Token);
        string name = $"copy {Guid.NewGuid():N}";
        string[] restore = ["restore", "--to", Workplace.Url("postgres"), "--database", name, "--create"];
        (await _work.CairnAsync(restore, Token)).MustExitWith(0);
        Assert.Equal(await server.Postgres.DumpTextAsync(source, Token), await server.Postgres.DumpTextAsync(name, Token));
        Assert.Equal("LATIN1", (await server.Postgres.ExecuteAsync(name, "show server_encoding", Token)).Trim());
        (await _work.CairnAsync(restore, Token)).MustExitWith(TargetDatabase, "already exists");
    }

    [Fact]
    public async Task Foreign_keys_that_cross_are_made_over_several_connections_without_a_deadlock()
    {
        // The two of a pair stand side by side in the order in which pg_restore takes them.
        string tables = string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"create table p{i}_a (id int primary key, x int); create table p{i}_b (id int primary key, x int); "));
        string keys = string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"alter table p{i}_a add foreign key (x) references p{i}_b; alter table p{i}_b add foreign key (x) references p{i}_a; "));
        string database = await server.NewDatabaseAsync(tables + keys, Token);
        await _work.InitAsync(Token);
        await _work.BackupAsync(database, Token);
        string target = await server.NewDatabaseAsync("", Token);
        (await _work.CairnAsync(["restore", "--to", Workplace.Url(target), "--jobs", "4"], Token)).MustExitWith(0);
        Assert.Equal(await server.Postgres.DumpTextAsync(database, Token), await server.Postgres.DumpTextAsync(target, Token));
    }

    [Fact]
    public async Task Schema_alone_then_rows_alone_make_the_whole()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        await _work.BackupAsync(database, Token);
        string target = await server.NewDatabaseAsync("", Token);
        (await _work.CairnAsync(["restore", "--to", Workplace.Url(target), "--schema-only"], Token)).MustExitWith(0);
        Assert.Equal("0", (await server.Postgres.ExecuteAsync(target, "select count(*) from item", Token)).Trim());
        (await _work.CairnAsync(["restore", "--to", Workplace.Url(target), "--data-only"], Token)).MustExitWith(0);
        Assert.Equal(await server.Postgres.DumpTextAsync(database, Token), await server.Postgres.DumpTextAsync(target, Token));
    }

    [Fact]
    public async Task Dry_run_tells_the_tables_and_touches_nothing()
    {
        await _work.InitAsync(Token);
        await _work.BackupAsync(await server.SmallAsync(Token), Token);
        string[] arguments = ["restore", "--to", Workplace.Url("not_there"), "--dry-run", "--json"];
        JsonElement plan = (await _work.CairnAsync(arguments, Token)).MustExitWith(0).LastJson;
        Assert.Equal([2000, 500], plan.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("rows").GetInt32()));
    }

    [Fact]
    public async Task Restore_over_existing_tables_stops_and_says_what_was_restored_or_goes_on_when_told_to()
    {
        await _work.InitAsync(Token);
        await _work.BackupAsync(await server.SmallAsync(Token), Token);
        string target = await server.NewDatabaseAsync("create table item (id int primary key, other text)", Token);
        (await _work.CairnAsync(["restore", "--to", Workplace.Url(target)], Token))
            .MustExitWith(TargetDatabase, "Target database", "\"item\" already exists", "0 of 2 tables", "--clean --if-exists");
        ProgramResult result = await _work.CairnAsync(["restore", "--to", Workplace.Url(target), "--on-error", "continue", "--json"], Token);
        Assert.InRange(result.MustExitWith(RestoredWithErrors).Json("summary").GetProperty("failed_statements").GetInt32(), 3, 20);
        Assert.Equal("500", (await server.Postgres.ExecuteAsync(target, "select count(*) from note", Token)).Trim());
    }

    [Fact]
    public async Task Options_that_need_a_table_of_contents_are_refused_for_a_snapshot_that_has_none()
    {
        await _work.InitAsync(Token);
        await _work.BackupAsync(await server.SmallAsync(Token), Token, "--plain");
        (await _work.CairnAsync(["restore", "--to", Workplace.Url("x"), "--table", "item"], Token)).MustExitWith(Usage, "--table", "toc.json");
    }

    [Theory]
    [InlineData(ProcessTable.SigTerm, 143)]
    [InlineData(ProcessTable.SigInt, 130)]
    public async Task Backup_that_gets_a_signal_leaves_no_snapshot_no_lock_and_no_session(int signal, int code)
    {
        string database = await server.NewLargeAsync(Token);
        await _work.InitAsync(Token);
        await using (RunningProgram cairn = await HalfWay.StartParallelBackupAsync(_work, database, Token))
        {
            ProcessTable.Signal(cairn.Id, signal);
            (await cairn.WaitAsync(Token)).MustExitWith(code);
        }

        Assert.Empty(_work.Files("locks"));
        await SessionsMustEndAsync(database);
        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(database, Token);
    }

    [Fact]
    public async Task Backup_that_is_killed_leaves_no_snapshot_and_no_session_for_long()
    {
        string database = await server.NewLargeAsync(Token);
        await _work.InitAsync(Token);
        await using (RunningProgram cairn = await HalfWay.StartParallelBackupAsync(_work, database, Token))
        {
            ProcessTable.Signal(cairn.Id, ProcessTable.SigKill);
            (await cairn.WaitAsync(Token)).MustExitWith(128 + ProcessTable.SigKill);
        }

        await SessionsMustEndAsync(database);
        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(database, Token, "--no-lock");
    }

    [Theory]
    // A session that has sent its last row may be stopped without any harm; one that waits for us to read has more to send.
    [InlineData("pg_terminate_backend", "query like 'COPY%' and state = 'active' and wait_event = 'ClientWrite'", "connection")]
    [InlineData("pg_cancel_backend", "query like 'COPY%' and state = 'active' and wait_event = 'ClientWrite'", "canceling statement")]
    [InlineData("pg_terminate_backend", "query not like 'COPY%'", "connection")]
    public async Task Backup_one_of_whose_sessions_is_stopped_fails_by_the_source(string function, string which, string words)
    {
        string database = await server.NewLargeAsync(Token);
        await _work.InitAsync(Token);
        await using (RunningProgram cairn = await HalfWay.StartParallelBackupAsync(_work, database, Token))
        {
            string sql = $"select count({function}(pid)) > 0 from pg_stat_activity "
                + $"where datname = '{database}' and backend_type = 'client backend' and {which}";
            while ((await server.Postgres.ExecuteAsync("postgres", sql, Token)).Trim() == "f")
            {
                Assert.False(cairn.HasExited, cairn.ErrorSoFar);
            }

            (await cairn.WaitAsync(Token)).MustExitWith(SourceDatabase, "Source database", words);
        }

        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(database, Token);
    }

    [Fact]
    public async Task Restore_that_gets_SIGTERM_leaves_no_session_and_can_be_run_again()
    {
        string database = await server.LargeAsync(Token);
        await _work.InitAsync(Token);
        await _work.BackupAsync(database, Token, "--compression", "off", "--pack-size", "4");
        string target = await server.NewDatabaseAsync("", Token);
        await using RunningProgram cairn = _work.StartCairn("restore", "--to", Workplace.Url(target), "--limit-download", "10000");
        const string copies = "select count(*) from pg_stat_progress_copy where datname = current_database() and tuples_processed > 0";
        while (!cairn.HasExited && (await server.Postgres.ExecuteAsync(target, copies, Token)).Trim() == "0")
        {
            Token.ThrowIfCancellationRequested();
        }

        ProcessTable.Signal(cairn.Id, ProcessTable.SigTerm);
        (await cairn.WaitAsync(Token)).MustExitWith(143);
        await SessionsMustEndAsync(target);
        Assert.Empty(_work.Files("locks"));
        (await _work.CairnAsync(["restore", "--to", Workplace.Url(target), "--clean", "--if-exists"], Token)).MustExitWith(0);
        Assert.Equal("300000", (await server.Postgres.ExecuteAsync(target, "select count(*) from big", Token)).Trim());
    }

    [Fact]
    public async Task Restore_of_a_snapshot_whose_pack_is_damaged_fails_and_names_it()
    {
        await _work.InitAsync(Token);
        await _work.BackupAsync(await server.LargeAsync(Token), Token);
        string pack = _work.Files("data").MaxBy(file => new FileInfo(file).Length)!;
        byte[] content = await File.ReadAllBytesAsync(pack, Token);
        content[content.Length / 2] ^= 1;
        File.SetUnixFileMode(pack, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllBytesAsync(pack, content, Token);
        string target = await server.NewDatabaseAsync("", Token);
        ProgramResult result = await _work.CairnAsync(["restore", "--to", Workplace.Url(target)], Token);
        result.MustExitWith(24, Path.GetFileName(pack));
    }

    private async Task<string> EveryKindAsync()
    {
        string database = await server.NewDatabaseAsync(SampleScripts.EveryKind, Token);
        await _work.InitAsync(Token);
        await _work.BackupAsync(database, Token, "--jobs", "3");
        return database;
    }

    private async Task SessionsMustEndAsync(string database)
    {
        string count = $"select count(*) from pg_stat_activity where datname = '{database}' and application_name = 'cairn'";
        while ((await server.Postgres.ExecuteAsync("postgres", count, Token)).Trim() != "0")
        {
            Token.ThrowIfCancellationRequested();
        }
    }

    private static string WithoutKeys(string dump) => string.Join('\n', dump.Split('\n').Where(line =>
        !line.StartsWith("\\restrict ", StringComparison.Ordinal) && !line.StartsWith("\\unrestrict ", StringComparison.Ordinal)));
}
