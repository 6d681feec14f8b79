using Cairn.Api.Storage;
using Cairn.Layout.Backends;
using Cairn.Storage;
using Cairn.Testing.Servers;
using Cairn.Worker.Tests.Support;

namespace Cairn.Worker.Tests.Backups;

/// <summary>Backups into a bucket: with credentials of the storage's own Secret, never of the process.</summary>
public sealed class S3BackupTests(World world, SharedS3Server servers) : IClassFixture<World>, IClassFixture<SharedS3Server>
{
    private static readonly (string Key, string Value)[] Keys = [("AWS_ACCESS_KEY_ID", "key-id"), ("AWS_SECRET_ACCESS_KEY", "hush-hush-key")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_bucket_and_volume_at_once_come_back_equal_from_either()
    {
        string bucket = await MakeStorageAsync(initialize: true);
        string volume = await world.MakeLocalStorageAsync();
        string source = world.NewName("source");
        await world.Server.CreateDatabaseAsync(source, Stop);
        await world.Server.ExecuteAsync(source, "create table t as select i, 'row ' || i as words from generate_series(1, 500) i", Stop);
        string[] repositories = [await world.MakeRepositoryAsync(bucket), await world.MakeRepositoryAsync(volume)];
        string session = await world.MakeSessionAsync("db", null, repositories);

        await world.Backup(session, "pg_dump", source).RunAsync(Stop);

        foreach (string repository in repositories)
        {
            string target = world.NewName("target");
            await world.Server.CreateDatabaseAsync(target, Stop);
            await (await world.RestoreAsync(World.SnapshotOf(session, repository), repository, $"-d {target}")).RunAsync(Stop);
            Assert.Equal(await world.Server.DumpTextAsync(source, Stop), await world.Server.DumpTextAsync(target, Stop));
        }

        Assert.DoesNotContain("hush-hush-key", string.Join('\n', world.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_missing_bucket_is_a_failure_of_the_storage_and_no_bucket_is_made()
    {
        string storage = await MakeStorageAsync(initialize: false);
        string repository = await world.MakeRepositoryAsync(storage);
        string session = await world.MakeSessionAsync("db", null, repository);

        await Assert.ThrowsAsync<BackendException>(() => world.Backup(session).RunAsync(Stop));

        SnapshotComponent component = await world.ComponentAsync(session, repository);
        Assert.Equal("Failed", component.Phase);
        Assert.StartsWith("Storage: ", component.Error, StringComparison.Ordinal);
        Assert.Contains("bucket", component.Error, StringComparison.Ordinal);
    }

    private async Task<string> MakeStorageAsync(bool initialize)
    {
        string name = world.NewName("bucket");
        await world.MakeSecretAsync(name + "-keys", Keys);
        S3Location place = new()
        {
            Endpoint = (await servers.GetAsync()).Endpoint,
            Bucket = servers.NewBucket(),
            Prefix = "/some/prefix/",
            SecretName = name + "-keys",
        };
        BackupStorage storage = await world.Client.CreateAsync(
            new BackupStorage
            {
                Metadata = World.Named(name),
                Spec = new BackupStorageSpec { Storage = new StorageLocation { Provider = "s3", S3 = place } },
            },
            Stop);
        if (initialize)
        {
            StorageAccess access = StorageAccess.Of(storage, Keys.ToDictionary(item => item.Key, item => System.Text.Encoding.UTF8.GetBytes(item.Value)));
            await World.InitializeAsync(access);
        }

        return name;
    }
}
