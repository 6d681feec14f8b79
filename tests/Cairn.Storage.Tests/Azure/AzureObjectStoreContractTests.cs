using Cairn.Storage.Azure;
using Cairn.Storage.Objects;
using Cairn.Testing.Backends;

namespace Cairn.Storage.Tests.Azure;

public sealed class AzureObjectStoreContractTests(AzureFixture fixture) : ObjectStoreContractTests
{
    protected override async ValueTask<IObjectStore> OpenEmptyAsync() => new AzureObjectStore(await fixture.NewContainerAsync(), TimeProvider.System);
}
