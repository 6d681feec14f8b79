using Cairn.Testing.Servers;
[assembly: AssemblyFixture(typeof(Cairn.Testing.Servers.SharedS3Server))]

namespace Cairn.EndToEnd.Tests;

/// <summary>The repository is in a bucket: of a server that works, that refuses, and that fails half-way through a backup.</summary>
public sealed class S3Tests(SharedServer server, SharedS3Server s3) : IDisposable
{
    private const int Storage = 23;

    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What the server does from the second pack on, how often, and the words of it that must reach the user.</summary>
    public static TheoryData<ProxyFault, string> Faults => new()
    {
        { new ProxyFault { Status = 500, Code = "InternalError" }, "500 InternalError" },
        { new ProxyFault { Status = 503, Code = "SlowDown" }, "503 SlowDown" },
        { new ProxyFault { Status = 403, Code = "AccessDenied" }, "403 AccessDenied" },
        { new ProxyFault { Hang = true }, "no byte moved for 1 seconds" },
        { new ProxyFault { CutRequestAfter = 1_000_000 }, "the connection failed" },
    };

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Backup_into_a_bucket_is_listed_checked_and_restored_by_cairn_and_by_restic()
    {
        MotoS3Server storage = await s3.GetAsync();
        _work.UseS3(storage.Endpoint, s3.NewBucket(), storage);
        string database = await server.SmallAsync(Token);
        string expected = await server.Postgres.DumpTextAsync(database, Token);
        (await _work.CairnAsync(["repo", "init"], Token)).MustExitWith(0, "Created repository", _work.Repository);
        await _work.BackupAsync(database, Token);
        await _work.BackupAsync(database, Token);

        (await _work.CairnAsync(["repo", "snapshots"], Token)).MustExitWith(0, "2 snapshot(s)");
        (await _work.CairnAsync(["repo", "check", "--read-data"], Token)).MustExitWith(0);
        foreach (string restic in Programs.Restics)
        {
            (await _work.ToolAsync(restic, ["check", "--read-data"], Token)).MustExitWith(0, "no errors were found");
        }

        string target = await server.NewDatabaseAsync("", Token);
        (await _work.CairnAsync(["restore", "--to", Workplace.Url(target)], Token)).MustExitWith(0, "Restored snapshot");
        Assert.Equal(expected, await server.Postgres.DumpTextAsync(target, Token));
    }

    [Fact]
    public async Task Wrong_secret_key_fails_by_the_storage_and_says_what_to_check()
    {
        await using MotoS3Server storage = await MotoS3Server.StartAsync(new MotoS3ServerOptions { ChecksCredentials = true }, Token);
        _work.UseS3(storage.Endpoint, "bucket", storage);
        string database = await server.SmallAsync(Token);
        string[] backup = ["backup", "--from", Workplace.Url(database)];

        // With the right one, the server says what is true: there is no repository.
        (await _work.CairnAsync(backup, Token)).MustExitWith(10, "Repository");
        const string wrong = "secret-that-is-wrong-3c1f";
        ProgramResult result = await _work.CairnWithAsync("AWS_SECRET_ACCESS_KEY", wrong, backup, Token);
        result.MustExitWith(Storage, "Storage", "403 Forbidden", "Check the access key id, the secret");
        Assert.DoesNotContain(wrong, result.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain(storage.SecretAccessKey, result.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Backup_whose_server_fails_half_way_fails_by_the_storage_and_the_next_one_works(ProxyFault fault, string words)
    {
        await using FaultProxy proxy = await StartProxyAsync();
        string database = await server.MediumAsync(Token);
        await _work.InitAsync(Token);
        proxy.Add(fault with { Method = "PUT", Target = "/data/", After = 1, Times = 1000 });
        string[] impatient = ["--retry-budget", "2s", "--stuck-request-timeout", "1s", "--pack-size", "4", "--compression", "off"];
        ProgramResult result = await _work.CairnAsync(["backup", "--from", Workplace.Url(database), .. impatient], Token);
        result.MustExitWith(Storage, "Storage", _work.Repository, words);
        proxy.Reset();
        await _work.MustHaveSnapshotsAsync(0, Token);
        await _work.MustRecoverAsync(database, Token);
    }

    [Fact]
    public async Task Backup_whose_server_is_gone_half_way_fails_by_the_storage_and_the_next_one_works()
    {
        await using FaultProxy proxy = await StartProxyAsync();
        string database = await server.MediumAsync(Token);
        await _work.InitAsync(Token);
        await using RunningProgram cairn = _work.StartCairn(
            "backup", "--from", Workplace.Url(database), "--retry-budget", "1s", "--pack-size", "4", "--compression", "off", "--limit-upload", "4000");
        await Until.TrueAsync(
            () => cairn.HasExited || proxy.Requests.Any(request => request.Contains("/data/", StringComparison.Ordinal)), () => cairn.ErrorSoFar, Token);
        proxy.RefusesConnections = true;
        (await cairn.WaitAsync(Token)).MustExitWith(Storage, "Storage", "the connection failed");
        proxy.RefusesConnections = false;
        await _work.MustHaveSnapshotsAsync(0, Token);

        // Nobody could remove the lock; it does not stop the next backup.
        await _work.MustRecoverAsync(database, Token, "--no-lock");
    }

    [Fact]
    public async Task Backup_whose_server_stumbles_succeeds_and_says_so()
    {
        await using FaultProxy proxy = await StartProxyAsync();
        string database = await server.MediumAsync(Token);
        await _work.InitAsync(Token);
        proxy.Add(new ProxyFault { Method = "PUT", Target = "/data/", Status = 503, Code = "SlowDown" });
        proxy.Add(new ProxyFault { Method = "PUT", Target = "/data/", After = 1, CutRequestAfter = 1000 });
        proxy.Add(new ProxyFault { Method = "PUT", Target = "/snapshots/", StatusAfterSuccess = 500 });
        ProgramResult result = await _work.BackupAsync(database, Token, "--pack-size", "4", "--compression", "off", "--verbose");
        Assert.Contains("503 SlowDown", result.Error, StringComparison.Ordinal);
        await _work.MustHaveSnapshotsAsync(1, Token);
        await _work.MustBeSoundAsync(Token);
    }

    [Fact]
    public async Task Two_runs_at_the_same_time_share_a_cache_and_later_ones_read_no_metadata_from_the_storage()
    {
        await using FaultProxy proxy = await StartProxyAsync();
        string database = await server.SmallAsync(Token);
        await _work.InitAsync(Token);
        await _work.BackupAsync(database, Token);
        ProgramResult[] results = await Task.WhenAll(
            _work.CairnAsync(["repo", "ls", "latest"], Token), _work.CairnAsync(["repo", "ls", "latest"], Token));
        Assert.All(results, result => result.MustExitWith(0, "dumpfile.sql"));
        proxy.Reset();
        (await _work.CairnAsync(["repo", "ls", "latest"], Token)).MustExitWith(0, "dumpfile.sql");
        Assert.DoesNotContain(proxy.Requests, request => IsOfMetadata(request));
        (await _work.CairnAsync(["repo", "ls", "latest", "--no-cache"], Token)).MustExitWith(0, "dumpfile.sql");
        Assert.Contains(proxy.Requests, request => IsOfMetadata(request));
        proxy.Reset();
        (await _work.CairnAsync(["repo", "check"], Token)).MustExitWith(0);
        Assert.Contains(proxy.Requests, request => IsOfMetadata(request));

        static bool IsOfMetadata(string request) =>
            request.StartsWith("GET", StringComparison.Ordinal)
            && (request.Contains("/index/", StringComparison.Ordinal) || request.Contains("/snapshots/", StringComparison.Ordinal)
                || request.Contains("/data/", StringComparison.Ordinal));
    }

    private async Task<FaultProxy> StartProxyAsync()
    {
        MotoS3Server storage = await s3.GetAsync();
        FaultProxy proxy = new(storage.Port);
        _work.UseS3(proxy.Endpoint, s3.NewBucket(), storage);
        return proxy;
    }
}
