using Cairn.Storage.Azure;
using Cairn.Storage.Objects;
using Cairn.Testing.Backends;

namespace Cairn.Storage.Tests.Azure;

public sealed class AzureBackendContractTests(AzureFixture fixture) : BackendContractTests
{
    protected override async ValueTask<IBackend> OpenEmptyAsync() =>
        new ObjectBackend(new AzureObjectStore(await fixture.NewContainerAsync(), TimeProvider.System));
}
