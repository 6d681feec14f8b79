using Cairn.Storage.Azure;
using Cairn.Storage.Objects;
using Cairn.Testing.Backends;
using Cairn.Testing.Servers;

namespace Cairn.Storage.Tests.Azure;

public sealed class AzureFaultTests(AzureFixture fixture) : CloudFaultTests
{
    protected override string SaveMethod => "PUT";

    protected override async Task<FaultProxy> StartProxyAsync() => new((await fixture.GetServerAsync()).Port);

    protected override async Task<IBackend> OpenAsync(FaultProxy proxy)
    {
        AzureOptions options = await fixture.NewContainerAsync();
        return new ObjectBackend(new AzureObjectStore(options with { Endpoint = $"{proxy.Endpoint}/{options.AccountName}" }, TimeProvider.System));
    }
}
