using Cairn.Storage.Local;
using Cairn.Storage.Objects;
using Cairn.Testing;
using Cairn.Testing.Backends;

namespace Cairn.Storage.Tests.Local;

public sealed class LocalObjectStoreContractTests : ObjectStoreContractTests
{
    private readonly TempDirectory _directory = new();

    protected override ValueTask<IObjectStore> OpenEmptyAsync() => ValueTask.FromResult<IObjectStore>(new LocalObjectStore(_directory["root"]));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}
