using System.CommandLine;
using Cairn.Cli.Options;
using Cairn.Cli.Output;
using Cairn.Cli.Tests.Support;
using Cairn.Restic;
using Cairn.Restic.Locks;

namespace Cairn.Cli.Tests.Options;

public sealed class RepositoryOptionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// While another run holds the repository for itself it may remove packs and indexes. What an index says at that time must not be used;
    /// here it is an index that nobody can read, and that is gone when the other run has ended.
    /// </summary>
    [Fact]
    public async Task Index_is_not_read_before_the_lock_is_held()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        await using ResticRepository other = await sample.OpenAsync(Token);
        RepositoryLock held = await SampleRepository.LockAsync(other, exclusive: true, Token);
        string passing = Path.Combine(sample.Path, "index", new string('0', 64));
        await File.WriteAllTextAsync(passing, "unfinished", Token);

        SignallingTimeProvider time = new();
        await using ResticRepository repository = await sample.OpenAsync(Token, time);
        Task<RepositoryLock> locking = Options(time).LockAndLoadIndexAsync(repository, Token);
        TimeSpan pause = await time.NextWaitAsync(Token);
        File.Delete(passing);
        await held.DisposeAsync();
        time.Advance(pause);
        time.Advance(await time.NextWaitAsync(Token));
        await using RepositoryLock taken = await locking;
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(sample.Path, "locks")));
    }

    [Fact]
    public async Task Lock_is_removed_when_the_index_cannot_be_read()
    {
        using SampleRepository sample = await SampleRepository.CreateAsync(Token);
        await File.WriteAllTextAsync(Path.Combine(sample.Path, "index", new string('0', 64)), "damaged", Token);
        await using ResticRepository repository = await sample.OpenAsync(Token);
        RepositoryException failure = await Assert.ThrowsAsync<RepositoryException>(
            () => Options(TimeProvider.System).LockAndLoadIndexAsync(repository, Token));
        Assert.Equal(RepositoryErrorKind.Damaged, failure.Kind);
        Assert.Empty(Directory.GetFiles(Path.Combine(sample.Path, "locks")));
    }

    private static RepositoryOptions Options(TimeProvider time)
    {
        CliContext context = new() { Time = time };
        GlobalOptions options = new();
        RootCommand root = new();
        foreach (Option option in options.All)
        {
            root.Add(option);
        }

        return new RepositoryOptions(options, root.Parse(["--retry-lock", "1m"]), context, new Reporter(context, json: false, quiet: true, verbose: false));
    }
}
