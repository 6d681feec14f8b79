namespace Cairn.EndToEnd.Tests;

/// <summary>What a repository needs over the years, by the executable.</summary>
public sealed class UpkeepTests(SharedServer server) : IDisposable
{
    private const int PartlyStored = 26;

    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Second => Path.Combine(_work.Directory, "second");

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task One_reading_of_the_database_fills_two_repositories()
    {
        string database = await server.SmallAsync(Token);
        await InitBothAsync();
        ProgramResult result = await _work.CairnAsync(["backup", "--from", Workplace.Url(database), "--also-to", Second, "--json"], Token);
        Assert.Equal(2, result.MustExitWith(0).Output.Split('\n').Count(line => line.Contains("\"summary\"", StringComparison.Ordinal)));
        await _work.MustBeSoundAsync(Token);
        await _work.MustBeSoundAsync(Token, "--repo", Second);
        string first = (await _work.CairnAsync(["repo", "dump", "latest", "dumpfile.sql"], Token)).MustExitWith(0).Output;
        Assert.Equal(first, (await _work.CairnAsync(["repo", "dump", "latest", "dumpfile.sql", "--repo", Second], Token)).MustExitWith(0).Output);
    }

    [Fact]
    public async Task Repository_that_fails_is_named_and_the_other_has_the_backup()
    {
        string database = await server.SmallAsync(Token);
        await InitBothAsync();

        // A file where the snapshots belong: everything works until the last step.
        System.IO.Directory.Delete(Path.Combine(Second, "snapshots"));
        await File.WriteAllTextAsync(Path.Combine(Second, "snapshots"), "", Token);
        ProgramResult result = await _work.CairnAsync(["backup", "--from", Workplace.Url(database), "--also-to", Second], Token);
        result.MustExitWith(PartlyStored, "1 of 2 repositories", Second);
        await _work.MustHaveSnapshotsAsync(1, Token);
        await _work.MustBeSoundAsync(Token);
    }

    [Fact]
    public async Task Repository_that_cannot_be_opened_is_named_and_the_other_has_the_backup()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        string[] backup = ["backup", "--from", Workplace.Url(database)];
        ProgramResult result = await _work.CairnAsync([.. backup, "--also-to", Second], Token);
        result.MustExitWith(PartlyStored, "1 of 2 repositories", Second, "There is no repository");
        await _work.MustHaveSnapshotsAsync(1, Token);
        await _work.MustBeSoundAsync(Token);

        // When none can be opened, it is a failure as of one.
        (await _work.CairnAsync([.. backup, "--to", Second, "--also-to", Second + "-too"], Token)).MustExitWith(10, "There is no repository");
    }

    [Fact]
    public async Task Forgotten_snapshots_are_freed_and_copies_restore()
    {
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        for (int i = 0; i < 3; i++)
        {
            await _work.BackupAsync(database, Token);
        }

        (await _work.CairnAsync(["repo", "forget", "--keep-last", "1", "--prune", "--max-unused", "0"], Token)).MustExitWith(0);
        await _work.MustHaveSnapshotsAsync(1, Token);
        await _work.MustBeSoundAsync(Token);
        (await _work.CairnAsync(["repo", "init", "--repo", Second], Token)).MustExitWith(0);
        string[] copy = ["repo", "copy", "--from-repo", Path.Combine(_work.Directory, "repo"), "--repo", Second];
        _work.Set("RESTIC_FROM_PASSWORD", Workplace.RepositoryPassword);
        (await _work.CairnAsync(copy, Token)).MustExitWith(0);
        await _work.MustBeSoundAsync(Token, "--repo", Second);
        string target = await server.NewDatabaseAsync("", Token);
        (await _work.CairnAsync(["restore", "--from", Second, "--to", Workplace.Url(target)], Token)).MustExitWith(0);
        Assert.Equal("500", (await server.Postgres.ExecuteAsync(target, "select count(*) from note", Token)).Trim());
    }

    private async Task InitBothAsync()
    {
        await _work.InitAsync(Token);
        (await _work.CairnAsync(["repo", "init", "--repo", Second], Token)).MustExitWith(0);
    }
}
