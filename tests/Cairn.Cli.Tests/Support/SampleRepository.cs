using Cairn.Restic;
using Cairn.Restic.Blobs;
using Cairn.Restic.Crypto;
using Cairn.Restic.Locks;
using Cairn.Restic.Operations;
using Cairn.Storage;
using Cairn.Testing;

namespace Cairn.Cli.Tests.Support;

/// <summary>A repository in a directory with one snapshot and a key that costs nothing to derive.</summary>
internal sealed class SampleRepository : IDisposable
{
    public const string Password = "the sample's password";

    private static readonly LockOptions Impatient = new() { SettleTime = TimeSpan.Zero };

    private readonly TempDirectory _directory = new();

    /// <summary>What the snapshot's file holds.</summary>
    public static byte[] Content { get; } = MakeContent();

    public string Path => System.IO.Path.Combine(_directory.Path, "repository");

    /// <summary>A path beside the repository.</summary>
    public string this[string name] => System.IO.Path.Combine(_directory.Path, name);

    /// <summary>The counters of the backup that made the snapshot.</summary>
    public TransferProgress Progress { get; } = new();

    /// <summary>Commands that find repository and password in their environment.</summary>
    public TestCommandLine Commands => new(("RESTIC_REPOSITORY", Path), ("RESTIC_PASSWORD", Password));

    public static async Task<SampleRepository> CreateAsync(CancellationToken cancellationToken)
    {
        SampleRepository sample = new();
        RepositorySettings settings = new() { KeyCost = new ScryptParameters(2, 8, 1) };
        await using ResticRepository repository = await ResticRepository.InitAsync(sample.OpenBackend(), Password, settings, cancellationToken);
        await using RepositoryLock repositoryLock = await RepositoryLock.AcquireAsync(repository, Impatient, cancellationToken);
        using MemoryStream source = new(Content);
        StreamBackupOptions options = new() { Hostname = "db-0", Tags = ["nightly"] };
        await new StreamBackup(repository, repositoryLock).RunAsync(source, _ => Task.CompletedTask, options, sample.Progress, cancellationToken);
        return sample;
    }

    /// <summary>Opens the repository beside the command line.</summary>
    public Task<ResticRepository> OpenAsync(CancellationToken cancellationToken, TimeProvider? time = null) =>
        ResticRepository.OpenAsync(OpenBackend(), Password, new RepositorySettings { Time = time ?? TimeProvider.System }, cancellationToken);

    /// <summary>Takes a lock as another run would.</summary>
    public static Task<RepositoryLock> LockAsync(ResticRepository repository, bool exclusive, CancellationToken cancellationToken) =>
        RepositoryLock.AcquireAsync(repository, Impatient with { Exclusive = exclusive }, cancellationToken);

    public void Dispose() => _directory.Dispose();

    private static byte[] MakeContent()
    {
        byte[] content = new byte[100_000];
        new Random(1).NextBytes(content);
        return content;
    }

    private IBackend OpenBackend() => BackendFactory.Open(RepositoryLocation.Parse(Path), new BackendSettings(), onRetry: null, TimeProvider.System);
}
