using Cairn.Storage.Gcs;
using Cairn.Storage.Objects;
using Cairn.Testing.Backends;
using Cairn.Testing.Servers;

namespace Cairn.Storage.Tests.Gcs;

public sealed class GcsFaultTests(GcsFixture fixture) : CloudFaultTests
{
    protected override string SaveMethod => "POST";

    protected override Task<FaultProxy> StartProxyAsync() => Task.FromResult(new FaultProxy(fixture.Server.Port));

    protected override Task<IBackend> OpenAsync(FaultProxy proxy) => Task.FromResult<IBackend>(
        new ObjectBackend(new GcsObjectStore(fixture.NewBucket() with { Endpoint = proxy.Endpoint }, TimeProvider.System)));
}
