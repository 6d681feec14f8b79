using System.Globalization;
using Cairn.Restic.Operations;
using Cairn.Restic.Tests.Interop;
using Cairn.Storage;
using Cairn.Testing;

namespace Cairn.Restic.Tests.Large;

public sealed class LargeRepositoryTests(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_small_one_of_its_kind_is_sound_for_restic_and_for_us()
    {
        using TempDirectory directory = new();
        LargeRepositoryOptions options = new() { Blobs = 30_000, Snapshots = 7 };
        long blobs = await MakeAsync(directory.Path, TestRepository.Password, options);
        Assert.InRange(blobs, 28_000, 32_000);
        ResticProgram restic = new("restic", directory.Path);
        await restic.RunAsync(Token, "check", "--read-data");
        Assert.Contains("7 snapshots", await restic.RunAsync(Token, "snapshots"), StringComparison.Ordinal);
        CheckResult check = await TestRepository.CheckAsync(Open(directory.Path), Token);
        Assert.Empty(check.Findings);
        await restic.RunAsync(Token, "forget", "--keep-last", "3", "--prune");
        await restic.RunAsync(Token, "check", "--read-data");
    }

    /// <summary>Not a test but the tool: <c>eng/large-repository.sh</c> runs it with these variables.</summary>
    [Fact(Explicit = true)]
    public async Task Make_one_for_benchmarks()
    {
        string path = Variable("CAIRN_LARGE_PATH") ?? throw new InvalidOperationException("CAIRN_LARGE_PATH must name the directory of the new repository.");
        LargeRepositoryOptions options = new();
        options = options with
        {
            Blobs = Number("CAIRN_LARGE_BLOBS") ?? options.Blobs,
            Snapshots = Number("CAIRN_LARGE_SNAPSHOTS") ?? options.Snapshots,
            Seed = Number("CAIRN_LARGE_SEED") ?? options.Seed,
        };
        long start = TimeProvider.System.GetTimestamp();
        long blobs = await MakeAsync(path, Variable("RESTIC_PASSWORD") ?? TestRepository.Password, options);
        output.WriteLine($"{path}: {blobs} blobs in {options.Snapshots} snapshots, made in {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0} s.");
        Assert.InRange(blobs, options.Blobs - 2000, options.Blobs + 2000);
    }

    private static async Task<long> MakeAsync(string path, string password, LargeRepositoryOptions options)
    {
        RepositorySettings settings = new() { KeyCost = TestRepository.Settings.KeyCost };
        await using ResticRepository repository = await ResticRepository.InitAsync(Open(path), password, settings, Token);
        return await new LargeRepository(repository, options).MakeAsync(Token);
    }

    private static IBackend Open(string path) =>
        BackendFactory.Open(RepositoryLocation.Parse(path), new BackendSettings(), onRetry: null, TimeProvider.System);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static int? Number(string name) => Variable(name) is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;
}
