using Cairn.Api.Storage;
using Cairn.Layout.Backends;
using Cairn.Storage;
using Cairn.Testing.Servers;

namespace Cairn.Layout.Tests;

/// <summary>The plain files of a storage in a bucket, below a prefix.</summary>
public sealed class S3MetadataStoreTests(SharedS3Server servers) : MetadataStoreContract, IClassFixture<SharedS3Server>
{
    internal override async Task<StorageAccess> OpenAsync()
    {
        MotoS3Server server = await servers.GetAsync();
        S3Location place = new() { Endpoint = server.Endpoint, Bucket = servers.NewBucket(), Prefix = "/backup//demo", SecretName = "keys" };
        Dictionary<string, byte[]> keys = new()
        {
            ["AWS_ACCESS_KEY_ID"] = "id"u8.ToArray(),
            ["AWS_SECRET_ACCESS_KEY"] = "key"u8.ToArray(),
        };
        StorageAccess access = StorageAccess.Of(
            new BackupStorage
            {
                Metadata = new() { Name = "store", NamespaceProperty = "demo" },
                Spec = new BackupStorageSpec { Storage = new StorageLocation { Provider = "s3", S3 = place } },
            },
            keys);

        // A bucket of the user exists before the storage is described.
        await using IBackend backend = access.OpenRepository("x", null, TimeProvider.System);
        await backend.CreateAsync(TestContext.Current.CancellationToken);
        return access;
    }
}
