using System.Text.Json.Nodes;
using Cairn.Cli.Tests.Support;
using Cairn.Restic;
using Cairn.Restic.Locks;

namespace Cairn.Cli.Tests.Commands.Repo;

public sealed class RepoCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshots_as_JSON_have_the_fields_of_restic()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        CommandResult result = await sample.Commands.RunAsync(Token, "repo", "snapshots", "--json");
        Assert.Equal(ExitCodes.Success, result.Code);
        JsonNode snapshot = Assert.Single(result.Json.AsArray())!;
        Assert.Equal("db-0", (string?)snapshot["hostname"]);
        Assert.Equal("nightly", (string?)snapshot["tags"]![0]);
        Assert.Equal("/dumpfile.sql", (string?)snapshot["paths"]![0]);
        Assert.Equal(64, ((string)snapshot["id"]!).Length);
        Assert.Equal(((string)snapshot["id"]!)[..8], (string?)snapshot["short_id"]);
        Assert.Equal(SampleRepository.Content.Length, (long)snapshot["summary"]!["total_bytes_processed"]!);
    }

    [Fact]
    public async Task Snapshots_for_people_are_a_table()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        CommandResult result = await sample.Commands.RunAsync(Token, "repo", "snapshots");
        string[] lines = result.Out.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Matches("^ID +Time +Host +Tags +Paths +Size$", lines[0]);
        Assert.Matches("^[0-9a-f]{8} .* db-0 +nightly +/dumpfile.sql +97.7 KiB$", lines[1]);
        Assert.Equal("1 snapshot(s)", lines[2]);
    }

    [Theory]
    [InlineData("dumpfile.sql")]
    [InlineData("/dumpfile.sql")]
    public async Task Dump_writes_the_file_and_nothing_else_to_the_output(string path)
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        CommandResult result = await sample.Commands.RunAsync(Token, "repo", "dump", "latest", path);
        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.Equal(SampleRepository.Content, result.Bytes);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task Dump_of_a_file_that_is_not_there_names_the_command_that_lists_them()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        CommandResult result = await sample.Commands.RunAsync(Token, "repo", "dump", "latest", "other.sql");
        Assert.Equal(ExitCodes.Failure, result.Code);
        Assert.Contains("cairn repo ls", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Bytes);
    }

    [Fact]
    public async Task Ls_as_JSON_has_one_object_a_line()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        CommandResult result = await sample.Commands.RunAsync(Token, "repo", "ls", "latest", "--json");
        Assert.Equal("/dumpfile.sql", (string?)result.Json["path"]);
        Assert.Equal("file", (string?)result.Json["type"]);
        Assert.Equal(SampleRepository.Content.Length, (long)result.Json["size"]!);
    }

    [Fact]
    public async Task Stats_as_JSON_count_what_is_there()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        JsonNode stats = (await sample.Commands.RunAsync(Token, "repo", "stats", "--json")).Json;
        Assert.Equal(1, (int)stats["snapshots_count"]!);
        Assert.Equal(SampleRepository.Content.Length, (long)stats["restore_size"]!);
    }

    [Fact]
    public async Task Check_of_a_damaged_pack_names_it_and_fails()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        string pack = Directory.GetFiles(Path.Combine(sample.Path, "data"), "*", SearchOption.AllDirectories).MaxBy(file => new FileInfo(file).Length)!;
        byte[] bytes = await File.ReadAllBytesAsync(pack, Token);
        bytes[100] ^= 1;
        File.Delete(pack);
        await File.WriteAllBytesAsync(pack, bytes, Token);
        CommandResult result = await sample.Commands.RunAsync(Token, "repo", "check", "--read-data");
        Assert.Equal(ExitCodes.Damaged, result.Code);
        Assert.Contains(Path.GetFileName(pack)[..8], result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repository_file_is_read_where_no_repository_is_given()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        await File.WriteAllTextAsync(sample["where"], sample.Path + "\n", Token);
        TestCommandLine commands = new(("RESTIC_REPOSITORY_FILE", sample["where"]), ("RESTIC_PASSWORD", SampleRepository.Password));
        Assert.Equal(ExitCodes.Success, (await commands.RunAsync(Token, "repo", "snapshots")).Code);
    }

    [Fact]
    public async Task Repository_file_that_cannot_be_read_is_a_mistake_in_the_settings()
    {
        TestCommandLine commands = new(("RESTIC_REPOSITORY_FILE", "/does/not/exist"), ("RESTIC_PASSWORD", "x"));
        CommandResult result = await commands.RunAsync(Token, "repo", "snapshots");
        Assert.Equal(ExitCodes.Usage, result.Code);
        Assert.Contains("RESTIC_REPOSITORY_FILE", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Option_for_the_repository_goes_before_the_environment()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        TestCommandLine commands = new(("RESTIC_REPOSITORY", sample["elsewhere"]), ("RESTIC_PASSWORD", SampleRepository.Password));
        Assert.Equal(ExitCodes.NoRepository, (await commands.RunAsync(Token, "repo", "snapshots")).Code);
        Assert.Equal(ExitCodes.Success, (await commands.RunAsync(Token, "repo", "snapshots", "-r", sample.Path)).Code);
    }

    [Fact]
    public async Task Repository_of_an_unknown_kind_is_a_mistake_in_the_settings()
    {
        TestCommandLine commands = new(("RESTIC_REPOSITORY", "sftp:user:geheim@host:/path"), ("RESTIC_PASSWORD", "x"));
        CommandResult result = await commands.RunAsync(Token, "repo", "snapshots", "--verbose");
        Assert.Equal(ExitCodes.Usage, result.Code);
        Assert.DoesNotContain("geheim", result.Out + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unlock_removes_a_stale_lock_only()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        await using ResticRepository other = await sample.OpenAsync(Token);
        await using RepositoryLock held = await SampleRepository.LockAsync(other, exclusive: false, Token);
        Assert.Contains("Removed 0", (await sample.Commands.RunAsync(Token, "repo", "unlock")).Out, StringComparison.Ordinal);
        Assert.Contains("Removed 1", (await sample.Commands.RunAsync(Token, "repo", "unlock", "--remove-all")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_command_fails_by_an_exclusive_lock_unless_told_to_take_none()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        await using ResticRepository other = await sample.OpenAsync(Token);
        await using RepositoryLock held = await SampleRepository.LockAsync(other, exclusive: true, Token);
        CommandResult result = await sample.Commands.RunAsync(Token, "repo", "snapshots", "--json");
        Assert.Equal(ExitCodes.Locked, result.Code);
        Assert.Equal("exit_error", (string?)result.Json["message_type"]);
        Assert.Equal(ExitCodes.Locked, (int)result.Json["code"]!);
        Assert.Equal(ExitCodes.Success, (await sample.Commands.RunAsync(Token, "repo", "snapshots", "--no-lock")).Code);
    }

    [Fact]
    public async Task Locks_are_gone_when_a_command_has_ended()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        await sample.Commands.RunAsync(Token, "repo", "ls", "latest");
        await sample.Commands.RunAsync(Token, "repo", "ls", "no-such-snapshot");
        Assert.Empty(Directory.GetFiles(Path.Combine(sample.Path, "locks")));
    }
}
