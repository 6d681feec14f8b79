using Cairn.Storage;
using Cairn.Testing.Servers;
using Xunit;

namespace Cairn.Testing.Backends;

/// <summary>
/// How a backend behind HTTP reports connections that fail and servers that refuse, without the wrapper that retries: once, and of the right kind.
/// </summary>
public abstract class CloudFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The method by which objects are stored.</summary>
    protected abstract string SaveMethod { get; }

    /// <summary>Starts a proxy before the server.</summary>
    protected abstract Task<FaultProxy> StartProxyAsync();

    /// <summary>Opens a new bucket or container by way of the proxy.</summary>
    protected abstract Task<IBackend> OpenAsync(FaultProxy proxy);

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task Save_whose_connection_is_cut_is_transient_and_was_sent_once(int bytesBefore)
    {
        await using FaultProxy proxy = await StartProxyAsync();
        await using IBackend backend = await CreateAsync(proxy);
        proxy.Add(new ProxyFault { Method = SaveMethod, CutRequestAfter = bytesBefore });
        TestFile pack = TestFile.Create(FileKind.Pack, 1_000_000, seed: 1);
        await AssertFailsAsync(BackendErrorKind.Transient, "the connection failed", () => backend.SaveAsync(pack.Handle, pack.Sequence, Token));
        Assert.Single(proxy.Requests);
        Assert.Null(await backend.StatAsync(pack.Handle, Token));
    }

    [Fact]
    public async Task Load_whose_connection_is_cut_is_transient_and_was_sent_once()
    {
        await using FaultProxy proxy = await StartProxyAsync();
        await using IBackend backend = await CreateAsync(proxy);
        TestFile pack = TestFile.Create(FileKind.Pack, 1_000_000, seed: 2);
        await backend.SaveAsync(pack.Handle, pack.Sequence, Token);
        proxy.Reset();
        proxy.Add(new ProxyFault { Method = "GET", CutAnswerAfter = 20_000 });
        await AssertFailsAsync(BackendErrorKind.Transient, "failed", () => backend.LoadAllAsync(pack.Handle, 2_000_000, Token));
        Assert.Single(proxy.Requests);
        Assert.Equal(pack.Content, await backend.LoadAllAsync(pack.Handle, 2_000_000, Token));
    }

    [Fact]
    public async Task Server_that_refuses_connections_is_transient_and_was_asked_once()
    {
        await using FaultProxy proxy = await StartProxyAsync();
        await using IBackend backend = await CreateAsync(proxy);
        proxy.RefusesConnections = true;
        using HttpRequestCounter requests = new(proxy.Port);
        await AssertFailsAsync(BackendErrorKind.Transient, "the connection failed", () => backend.StatAsync(FileHandle.Config, Token));
        Assert.Equal(1, requests.Count);
        Assert.NotEqual(0, proxy.RefusedConnections);
    }

    [Theory]
    [InlineData(429, BackendErrorKind.Transient)]
    [InlineData(500, BackendErrorKind.Transient)]
    [InlineData(503, BackendErrorKind.Transient)]
    [InlineData(401, BackendErrorKind.AccessDenied)]
    [InlineData(403, BackendErrorKind.AccessDenied)]
    [InlineData(400, BackendErrorKind.Misconfigured)]
    public async Task Answers_tell_whether_a_repeat_can_help_and_are_asked_for_once(int status, BackendErrorKind kind)
    {
        await using FaultProxy proxy = await StartProxyAsync();
        await using IBackend backend = await CreateAsync(proxy);
        TestFile pack = TestFile.Create(FileKind.Pack, 1000, seed: 3);
        proxy.Add(new ProxyFault { Status = status, Code = "SomeCode", Times = 100 });
        await AssertFailsAsync(kind, $"{status}", () => backend.SaveAsync(pack.Handle, pack.Sequence, Token));
        await AssertFailsAsync(kind, $"{status}", () => backend.LoadAllAsync(pack.Handle, 1000, Token));
        await AssertFailsAsync(kind, $"{status}", () => backend.RemoveAsync(pack.Handle, Token));
        await AssertFailsAsync(kind, $"{status}", () => ListAsync(backend));
        Assert.Equal(4, proxy.Requests.Count);
    }

    private async Task<IBackend> CreateAsync(FaultProxy proxy)
    {
        IBackend backend = await OpenAsync(proxy);
        await backend.CreateAsync(Token);
        proxy.Reset();
        return backend;
    }

    private static async Task ListAsync(IBackend backend)
    {
        await foreach (StoredFile _ in backend.ListAsync(FileKind.Pack, Token))
        {
        }
    }

    private static async Task AssertFailsAsync(BackendErrorKind kind, string words, Func<Task> work)
    {
        BackendException failure = await Assert.ThrowsAsync<BackendException>(work);
        Assert.Equal(kind, failure.Kind);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }
}
