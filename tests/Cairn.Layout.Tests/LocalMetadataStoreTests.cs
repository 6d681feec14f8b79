using Cairn.Api.Storage;
using Cairn.Layout.Backends;
using Cairn.Testing;

namespace Cairn.Layout.Tests;

/// <summary>The plain files of a storage on a volume.</summary>
public sealed class LocalMetadataStoreTests : MetadataStoreContract, IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    internal override Task<StorageAccess> OpenAsync() => Task.FromResult(StorageAccess.Of(
        new BackupStorage
        {
            Metadata = new() { Name = "store", NamespaceProperty = "demo" },
            Spec = new BackupStorageSpec { Storage = new StorageLocation { Local = new LocalLocation { MountPath = _directory["volume"] } } },
        },
        secret: null));
}
