using Cairn.Storage.Objects;
using Cairn.Testing;
using Cairn.Testing.Backends;

namespace Cairn.Storage.Tests.Objects;

/// <summary>What callers get: the store of a directory with the wrapper that retries.</summary>
public sealed class ObjectStoreFactoryContractTests : ObjectStoreContractTests
{
    private readonly TempDirectory _directory = new();

    protected override ValueTask<IObjectStore> OpenEmptyAsync() => ValueTask.FromResult(
        ObjectStoreFactory.Open(RepositoryLocation.OfDirectory(_directory["root"]), new BackendSettings(), null, TimeProvider.System));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}
