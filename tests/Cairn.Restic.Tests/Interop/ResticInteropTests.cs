using System.Security.Cryptography;
using Cairn.Restic.Operations;
using Cairn.Storage;
using Cairn.Testing;

namespace Cairn.Restic.Tests.Interop;

/// <summary>The real restic is the judge: it reads and checks what we write, and we do the same with what it writes.</summary>
public sealed class ResticInteropTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public static TheoryData<string> Programs => [.. ResticProgram.Installed];

    public static TheoryData<string, int, string> Written =>
        [.. ResticProgram.Installed.SelectMany(program => new[] { (program, 1, "auto"), (program, 2, "auto"), (program, 2, "off"), (program, 2, "max") })];

    public static TheoryData<int> Lengths => [0, 1, (512 * 1024) - 1, 512 * 1024, (8 * 1024 * 1024) + 1, 20_000_000];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Written))]
    public async Task Restic_lists_checks_dumps_and_prunes_what_we_wrote(string program, int version, string compression)
    {
        Compression mode = Enum.Parse<Compression>(compression, ignoreCase: true);
        RepositorySettings settings = TestRepository.Settings with { FormatVersion = version, Compression = mode };
        byte[] first = Mixed(9_000_000, 1);
        byte[] second = Mixed(9_000_000, 2);
        await InitAsync(settings);
        await TestRepository.BackUpAsync(Open(), new MemoryStream(first), Token, settings);
        await TestRepository.BackUpAsync(Open(), new MemoryStream(second), Token, settings);
        ResticProgram restic = new(program, _directory.Path);
        Assert.Contains("2 snapshots", await restic.RunAsync(Token, "snapshots"), StringComparison.Ordinal);
        await restic.RunAsync(Token, "check", "--read-data");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(second)), await restic.HashOfDumpAsync(Token));
        await restic.RunAsync(Token, "forget", "--keep-last", "1", "--group-by", "", "--prune");
        await restic.RunAsync(Token, "check", "--read-data");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(second)), await TestRepository.HashOfAsync(Open(), "latest", Token));
        Assert.True((await TestRepository.CheckAsync(Open(), Token)).IsSound);
    }

    [Theory]
    [MemberData(nameof(Written))]
    public async Task We_list_check_and_dump_what_restic_wrote(string program, int version, string compression)
    {
        ResticProgram restic = new(program, _directory.Path);
        await restic.RunAsync(Token, "init", "--repository-version", $"{version}");
        byte[] data = Mixed(9_000_000, 3);
        await restic.BackUpAsync(new MemoryStream(data), Token, version == 1 ? [] : ["--compression", compression]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data)), await TestRepository.HashOfAsync(Open(), "latest", Token));
        CheckResult check = await TestRepository.CheckAsync(Open(), Token);
        Assert.Empty(check.Findings);
        Assert.Equal(1, check.Snapshots);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task Both_cut_and_name_the_same_blobs(int length)
    {
        byte[] data = TestRepository.RandomBytes(length, length);
        await InitAsync(TestRepository.Settings);
        await TestRepository.BackUpAsync(Open(), new MemoryStream(data), Token);
        long packs = await DataBlobsAsync(Open());
        ResticProgram restic = new("restic", _directory.Path);
        if (length > 0)
        {
            // restic refuses to back up an empty stream; it reads one all the same.
            await restic.BackUpAsync(new MemoryStream(data), Token);
        }

        Assert.Equal(packs, await DataBlobsAsync(Open()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data)), await restic.HashOfDumpAsync(Token));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data)), await TestRepository.HashOfAsync(Open(), "latest", Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Three_gigabytes_of_zeros_go_round(bool written)
    {
        const long Length = 3L << 30;
        ResticProgram restic = new("restic", _directory.Path);
        await InitAsync(TestRepository.Settings);
        string expected = Convert.ToHexStringLower(await SHA256.HashDataAsync(new ZeroStream(Length), Token));
        await (written
            ? TestRepository.BackUpAsync(Open(), new ZeroStream(Length), Token)
            : restic.BackUpAsync(new ZeroStream(Length), Token));
        Assert.Equal(expected, written ? await restic.HashOfDumpAsync(Token) : await TestRepository.HashOfAsync(Open(), "latest", Token));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Files_with_strange_names_in_directories_are_found(string program)
    {
        ResticProgram restic = new(program, _directory.Path);
        await restic.RunAsync(Token, "init");
        using TempDirectory source = new();
        string inner = Path.Combine(source.Path, "a \"quoted\" directory");
        Directory.CreateDirectory(inner);
        await File.WriteAllTextAsync(Path.Combine(inner, "ünïcode\nline"), "content", Token);
        await restic.RunAsync(Token, "backup", source.Path);
        string path = Path.Combine(inner, "ünïcode\nline");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("content"u8)), await TestRepository.HashOfAsync(Open(), "latest", Token, path));
    }

    /// <summary>Half of it compresses well, like a dump; the other half does not.</summary>
    private static byte[] Mixed(int length, int seed)
    {
        byte[] data = TestRepository.RandomBytes(length, seed);
        for (int i = 0; i < length / 2; i++)
        {
            data[i] = (byte)('a' + (data[i] & 3));
        }

        return data;
    }

    private static async Task<long> DataBlobsAsync(IBackend backend)
    {
        await using ResticRepository repository = await ResticRepository.OpenAsync(backend, TestRepository.Password, TestRepository.Settings, Token);
        await repository.LoadIndexAsync(Token);
        return repository.Index.EnumerateLocations().Count(location => location.Blob.Handle.Type == Blobs.BlobType.Data);
    }

    private async Task InitAsync(RepositorySettings settings)
    {
        await using ResticRepository repository = await ResticRepository.InitAsync(Open(), TestRepository.Password, settings, Token);
    }

    /// <summary>Opens the directory anew; a repository disposes the backend that it was opened with.</summary>
    private IBackend Open() =>
        BackendFactory.Open(RepositoryLocation.Parse(_directory.Path), new BackendSettings(), onRetry: null, TimeProvider.System);
}
