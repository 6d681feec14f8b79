using Cairn.Restic.Operations;
using Cairn.Storage;
using Cairn.Testing.Backends;

namespace Cairn.Restic.Tests.Operations;

public sealed class RepositoryCheckTests
{
    private const string OtherPassword = "another password";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FileKind.Pack)]
    [InlineData(FileKind.Index)]
    [InlineData(FileKind.Snapshot)]
    [InlineData(FileKind.Key)]
    public async Task Empty_truncated_or_altered_file_is_an_error_that_names_it(FileKind kind)
    {
        MemoryBackend backend = await CreateAsync();
        FileHandle victim = await VictimAsync(backend, kind);
        byte[] whole = backend.Files[victim];
        byte[][] damages = [[], whole[..1], whole[..(whole.Length / 2)], whole[..^1], [.. whole, 0], [.. whole[..^9], (byte)(whole[^9] ^ 4), .. whole[^8..]]];
        foreach (byte[] damaged in damages)
        {
            backend.Files[victim] = damaged;
            CheckResult check = await TestRepository.CheckAsync(backend, Token);
            Assert.False(check.IsSound, $"{damaged.Length} of {whole.Length} bytes");
            Assert.Contains(check.Findings, finding => finding.IsError && finding.Message.Contains(victim.Name, StringComparison.Ordinal));
        }

        backend.Files[victim] = whole;
        Assert.Empty((await TestRepository.CheckAsync(backend, Token)).Findings);
    }

    [Fact]
    public async Task Missing_pack_is_an_error_that_names_it()
    {
        MemoryBackend backend = await CreateAsync();
        FileHandle victim = await VictimAsync(backend, FileKind.Pack);
        backend.Files.Remove(victim);
        CheckResult check = await TestRepository.CheckAsync(backend, Token);
        Assert.Contains(check.Findings, finding => finding.IsError && finding.Message.Contains($"{victim.Name} is missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Missing_index_is_an_error_of_the_snapshots_that_need_it_and_names_the_packs()
    {
        MemoryBackend backend = await CreateAsync();
        foreach (FileHandle index in backend.Files.Keys.Where(file => file.Kind == FileKind.Index).ToList())
        {
            backend.Files.Remove(index);
        }

        CheckResult check = await TestRepository.CheckAsync(backend, Token);
        string snapshot = backend.Files.Keys.Single(file => file.Kind == FileKind.Snapshot).Name;
        Assert.Contains(check.Findings, finding => finding.IsError && finding.Message.Contains(snapshot, StringComparison.Ordinal));
        Assert.All(
            backend.Files.Keys.Where(file => file.Kind == FileKind.Pack),
            pack => Assert.Contains(check.Findings, finding => finding.Message.Contains($"{pack.Name} is in no index", StringComparison.Ordinal)));
    }

    /// <summary>Nothing refers to them, so nobody can tell a deleted one from one that never was; the count is all there is.</summary>
    [Theory]
    [InlineData(FileKind.Snapshot)]
    [InlineData(FileKind.Key)]
    public async Task Missing_snapshot_or_key_is_no_error(FileKind kind)
    {
        MemoryBackend backend = await CreateAsync();
        backend.Files.Remove(await VictimAsync(backend, kind));
        CheckResult check = await TestRepository.CheckAsync(backend, Token);
        Assert.True(check.IsSound);
        Assert.Equal(kind == FileKind.Snapshot ? 0 : 1, check.Snapshots);
    }

    /// <summary>One snapshot of a few packs, and two keys.</summary>
    private static async Task<MemoryBackend> CreateAsync()
    {
        MemoryBackend backend = await TestRepository.CreateAsync(Token);
        await TestRepository.BackUpAsync(backend, new MemoryStream(TestRepository.RandomBytes(6_000_000, 1)), Token);
        await using ResticRepository repository = await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);
        await repository.Keys.AddAsync(OtherPassword, Token);
        return backend;
    }

    /// <summary>A file of the kind; of the keys the one with which nobody opens the repository here.</summary>
    private static async Task<FileHandle> VictimAsync(MemoryBackend backend, FileKind kind)
    {
        await using ResticRepository repository = await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);
        return backend.Files.Keys.First(file => file.Kind == kind && file != repository.Keys.Current.File);
    }
}
