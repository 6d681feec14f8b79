namespace Cairn.EndToEnd.Tests;

/// <summary>Files of the repository are damaged on the storage: the check names them, and nothing wrong is ever handed out.</summary>
public sealed class DamageTests(SharedServer server) : IDisposable
{
    private const int Damaged = 24;

    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("missing")]
    [InlineData("truncated")]
    [InlineData("flipped")]
    public async Task Damaged_pack_is_named_by_the_check_and_spoils_only_the_snapshot_that_needs_it(string damage)
    {
        (string hurt, string whole, string[] newFiles) = await TwoSnapshotsAsync("data");
        string largest = newFiles.MaxBy(file => new FileInfo(file).Length)!;
        Damage(largest, damage);

        (await _work.CairnAsync(["repo", "check", "--read-data"], Token)).MustExitWith(Damaged, "Repository", Path.GetFileName(largest)[..10]);
        ProgramResult dump = await _work.CairnAsync(["repo", "dump", hurt, "dumpfile.sql"], Token);
        Assert.True(dump.ExitCode is 23 or Damaged, dump.Error);
        Assert.Contains(Path.GetFileName(largest)[..10], dump.Error, StringComparison.Ordinal);
        (await _work.CairnAsync(["repo", "dump", whole, "dumpfile.sql"], Token)).MustExitWith(0, "PostgreSQL database dump complete");
    }

    [Theory]
    [InlineData("index", "truncated")]
    [InlineData("index", "flipped")]
    [InlineData("snapshots", "truncated")]
    [InlineData("snapshots", "flipped")]
    public async Task Damaged_document_is_named_by_the_check_and_dump_of_its_snapshot_fails(string directory, string damage)
    {
        (string hurt, string _, string[] newFiles) = await TwoSnapshotsAsync(directory);
        string file = Assert.Single(newFiles);
        Damage(file, damage);
        (await _work.CairnAsync(["repo", "check"], Token)).MustExitWith(Damaged, "Repository", Path.GetFileName(file)[..10]);
        (await _work.CairnAsync(["repo", "dump", hurt, "dumpfile.sql"], Token)).MustExitWith(Damaged, "Repository", Path.GetFileName(file)[..10]);
    }

    [Fact]
    public async Task Missing_index_is_noticed_by_the_check()
    {
        (string hurt, string _, string[] newFiles) = await TwoSnapshotsAsync("index");
        Damage(Assert.Single(newFiles), "missing");
        (await _work.CairnAsync(["repo", "check"], Token)).MustExitWith(Damaged, "Repository");
        (await _work.CairnAsync(["repo", "dump", hurt, "dumpfile.sql"], Token)).MustExitWith(Damaged, "Repository");
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("flipped")]
    public async Task Damaged_only_key_stops_the_check_with_an_error_about_the_keys(string damage)
    {
        await _work.InitAsync(Token);
        Damage(Assert.Single(_work.Files("keys")), damage);
        ProgramResult result = await _work.CairnAsync(["repo", "check"], Token);
        Assert.True(result.ExitCode is Damaged or 12, $"{result.ExitCode}: {result.Error}");
        Assert.Contains("Repository", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Two snapshots that share nothing; returns the first, the second, and the files of the directory that the first one made.</summary>
    private async Task<(string First, string Second, string[] NewFiles)> TwoSnapshotsAsync(string directory)
    {
        await _work.InitAsync(Token);
        string first = await BackupAsync(await server.SmallAsync(Token));
        string[] newFiles = _work.Files(directory);
        string second = await BackupAsync(await server.NewDatabaseAsync("create table t as select repeat(md5(i::text), 9) from "
            + "generate_series(1, 999) i", Token));
        return (first, second, newFiles);
    }

    private async Task<string> BackupAsync(string database) =>
        (await _work.BackupAsync(database, Token, "--json")).LastJson.GetProperty("snapshot_id").GetString()!;

    private static void Damage(string file, string damage)
    {
        byte[] content = File.ReadAllBytes(file);
        content[content.Length / 2] ^= 1;

        // Stored files are read-only, so a damaged one takes the place of the old.
        File.Delete(file);
        if (damage != "missing")
        {
            File.WriteAllBytes(file, damage == "truncated" ? content[..(content.Length / 2)] : content);
        }
    }
}
