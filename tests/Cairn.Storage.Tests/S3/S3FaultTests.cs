using Cairn.Storage.Clouds;
using Cairn.Storage.Objects;
using Cairn.Storage.S3;
using Cairn.Testing.Backends;
using Cairn.Testing.Servers;

namespace Cairn.Storage.Tests.S3;

public sealed class S3FaultTests(S3ServerFixture fixture) : CloudFaultTests
{
    protected override string SaveMethod => "PUT";

    [Fact]
    public void All_requests_of_a_store_share_one_client_and_with_it_its_connections()
    {
        using S3HttpClientFactory factory = new(new HttpSettings());
        Assert.Same(factory.CreateHttpClient(null!), factory.CreateHttpClient(null!));
    }

    protected override async Task<FaultProxy> StartProxyAsync() => new((await fixture.GetServerAsync()).Port);

    protected override async Task<IBackend> OpenAsync(FaultProxy proxy) => new ObjectBackend(
        new S3ObjectStore((await fixture.NewBucketAsync()) with { Endpoint = proxy.Endpoint }, TimeProvider.System));
}
