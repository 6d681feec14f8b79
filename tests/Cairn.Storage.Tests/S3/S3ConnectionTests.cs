using Cairn.Storage.Objects;
using Cairn.Storage.S3;
using Cairn.Testing.Backends;
using Cairn.Testing.Servers;

namespace Cairn.Storage.Tests.S3;

/// <summary>Connections that fail below the backend, without the wrapper that retries.</summary>
public sealed class S3ConnectionTests(S3ServerFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task Save_whose_connection_is_cut_is_transient_and_was_sent_once(int bytesBefore)
    {
        await using FaultProxy proxy = await StartProxyAsync();
        await using IBackend backend = await OpenAsync(proxy);
        proxy.Add(new ProxyFault { Method = "PUT", CutRequestAfter = bytesBefore });
        TestFile pack = TestFile.Create(FileKind.Pack, 1_000_000, seed: 1);
        BackendException failure = await Assert.ThrowsAsync<BackendException>(() => backend.SaveAsync(pack.Handle, pack.Sequence, Token));
        Assert.Equal(BackendErrorKind.Transient, failure.Kind);
        Assert.Contains("the connection failed", failure.Message, StringComparison.Ordinal);
        Assert.Single(proxy.Requests);
        Assert.Null(await backend.StatAsync(pack.Handle, Token));
    }

    [Fact]
    public async Task Load_whose_connection_is_cut_is_transient_and_was_sent_once()
    {
        await using FaultProxy proxy = await StartProxyAsync();
        await using IBackend backend = await OpenAsync(proxy);
        TestFile pack = TestFile.Create(FileKind.Pack, 1_000_000, seed: 2);
        await backend.SaveAsync(pack.Handle, pack.Sequence, Token);
        proxy.Reset();
        proxy.Add(new ProxyFault { Method = "GET", CutAnswerAfter = 100 });
        BackendException failure = await Assert.ThrowsAsync<BackendException>(() => backend.LoadAllAsync(pack.Handle, 2_000_000, Token));
        Assert.Equal(BackendErrorKind.Transient, failure.Kind);
        Assert.Single(proxy.Requests);
        Assert.Equal(pack.Content, await backend.LoadAllAsync(pack.Handle, 2_000_000, Token));
    }

    [Fact]
    public async Task Server_that_refuses_connections_is_transient_and_was_asked_once()
    {
        await using FaultProxy proxy = await StartProxyAsync();
        await using IBackend backend = await OpenAsync(proxy);
        proxy.RefusesConnections = true;
        BackendException failure = await Assert.ThrowsAsync<BackendException>(() => backend.StatAsync(FileHandle.Config, Token));
        Assert.Equal(BackendErrorKind.Transient, failure.Kind);
        Assert.Equal(1, proxy.RefusedConnections);
    }

    private async Task<FaultProxy> StartProxyAsync() => new((await fixture.GetServerAsync()).Port);

    private async Task<IBackend> OpenAsync(FaultProxy proxy)
    {
        var backend = new ObjectBackend(new S3ObjectStore((await fixture.NewBucketAsync()) with { Endpoint = proxy.Endpoint }, TimeProvider.System));
        await backend.CreateAsync(Token);
        proxy.Reset();
        return backend;
    }
}
