using Cairn.Storage;
using Cairn.Storage.Objects;
using Cairn.Testing.Servers;

namespace Cairn.EndToEnd.Tests;

/// <summary>The repository is in Azure Blob Storage or Google Cloud Storage: as their stand-ins serve it, and as the real restic reads it, too.</summary>
/// <remarks>
/// Of Debian's restics the newest is built without Azure, and the old one cannot be told of another host. There, restic judges a copy of the container in a
/// directory: the names and contents that Cairn stored, not how they are fetched.
/// </remarks>
public sealed class CloudTests(SharedServer server) : IDisposable
{
    private const int Storage = 23;

    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    /// <summary>Over TLS and by a host name of the account, as with the real service; a proxy leads there.</summary>
    [Fact]
    public async Task Backup_into_an_Azure_container_is_checked_and_restored_by_cairn_and_by_restic()
    {
        var certificate = TestCertificate.Create(_work.Directory, "azure", TimeProvider.System, "cairntest.blob.core.windows.net");
        await using AzuriteServer storage = await AzuriteServer.StartAsync(certificate, Token);
        await using var proxy = new TunnelProxy(storage.Port);
        _work.Repository = "azure:container:/some/prefix";
        _work.Set("AZURE_ACCOUNT_NAME", storage.AccountName);
        _work.Set("AZURE_ACCOUNT_KEY", storage.AccountKey);
        _work.Set("HTTPS_PROXY", proxy.Address);
        _work.Set("RESTIC_CACERT", certificate.CertificateFile);
        string database = await FillAsync();
        string copy = await DownloadAsync(storage, certificate);
        (await _work.ResticAsync(["check", "--read-data", "--repo", copy], Token)).MustExitWith(0, "no errors were found");
        (await _work.CairnAsync(["repo", "forget", "--keep-last", "1", "--prune", "--max-unused", "0"], Token)).MustExitWith(0);
        await MustRestoreAsync(database, "latest");

        ProgramResult wrong = await _work.CairnWithAsync(
            "AZURE_ACCOUNT_KEY", Convert.ToBase64String(new byte[64]), ["repo", "snapshots", "--no-cache"], Token);
        wrong.MustExitWith(Storage, "Storage", "InvalidAuthenticationInfo", "Check the account's name and key");
        Assert.DoesNotContain(storage.AccountKey, wrong.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_into_a_Google_bucket_is_checked_and_restored_by_cairn_and_by_restic()
    {
        await using var storage = new GcsTestServer { Token = "token-5b7e" };
        _work.Repository = "gs:bucket:/some/prefix";
        _work.Set("STORAGE_EMULATOR_HOST", storage.Endpoint);
        _work.Set("GOOGLE_PROJECT_ID", "project");
        _work.Set("GOOGLE_ACCESS_TOKEN", storage.Token);
        string database = await FillAsync();

        // The older restics do not know other hosts than the cloud's own.
        string restic = Programs.Restics[^1];
        (await _work.ToolAsync(restic, ["check", "--read-data"], Token)).MustExitWith(0, "no errors were found");
        string file = Path.Combine(_work.Directory, "file");
        await File.WriteAllTextAsync(file, "of restic", Token);
        (await _work.ToolAsync(restic, ["backup", file], Token)).MustExitWith(0);
        (await _work.ToolAsync(restic, ["forget", "--keep-last", "1", "--prune"], Token)).MustExitWith(0);
        (await _work.CairnAsync(["repo", "snapshots"], Token)).MustExitWith(0, "2 snapshot(s)");
        (await _work.CairnAsync(["repo", "prune", "--max-unused", "0"], Token)).MustExitWith(0);
        await MustRestoreAsync(database, await OwnAsync(restic));

        ProgramResult wrong = await _work.CairnWithAsync("GOOGLE_ACCESS_TOKEN", "token-that-is-wrong", ["repo", "snapshots", "--no-cache"], Token);
        wrong.MustExitWith(Storage, "Storage", "401", "Check the credentials");
    }

    /// <summary>Creates the repository and backs up a database into it, twice; returns its name.</summary>
    private async Task<string> FillAsync()
    {
        string database = await server.SmallAsync(Token);
        (await _work.CairnAsync(["repo", "init"], Token)).MustExitWith(0, "Created repository", _work.Repository);
        await _work.BackupAsync(database, Token);
        await _work.BackupAsync(database, Token);
        return database;
    }

    private async Task MustRestoreAsync(string database, string snapshot)
    {
        (await _work.CairnAsync(["repo", "check", "--read-data"], Token)).MustExitWith(0);
        string target = await server.NewDatabaseAsync("", Token);
        (await _work.CairnAsync(["restore", "--snapshot", snapshot, "--to", Workplace.Url(target)], Token)).MustExitWith(0, "Restored snapshot");
        Assert.Equal(await server.Postgres.DumpTextAsync(database, Token), await server.Postgres.DumpTextAsync(target, Token));
    }

    /// <summary>Copies what is below the prefix into a directory.</summary>
    private async Task<string> DownloadAsync(AzuriteServer storage, TestCertificate certificate)
    {
        var settings = new BackendSettings
        {
            AzureAccountName = storage.AccountName,
            AzureAccountKey = storage.AccountKey,
            AzureEndpoint = storage.Endpoint,
            CaCertificateFile = certificate.CertificateFile,
        };
        await using IObjectStore objects = ObjectStoreFactory.Open(RepositoryLocation.OfAzure("container", "some/prefix"), settings, null, TimeProvider.System);
        string copy = Path.Combine(_work.Directory, "copy");
        await foreach (StoredObject entry in objects.ListAsync("", Token))
        {
            string file = Path.Combine(copy, entry.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, await objects.LoadAllAsync(entry.Name, entry.Size, Token), Token);
        }

        return copy;
    }

    /// <summary>The snapshot of a database, beside the one that restic made.</summary>
    private async Task<string> OwnAsync(string restic)
    {
        ProgramResult listed = (await _work.ToolAsync(restic, ["snapshots", "--json"], Token)).MustExitWith(0);
        JsonElement snapshot = JsonSerializer.Deserialize<JsonElement>(listed.Output).EnumerateArray().Single(
            item => item.GetProperty("paths").EnumerateArray().Any(path => path.GetString()!.Contains("dumpfile.sql", StringComparison.Ordinal)));
        return snapshot.GetProperty("id").GetString()!;
    }
}
