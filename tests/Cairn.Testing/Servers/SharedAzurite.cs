using System.Globalization;

namespace Cairn.Testing.Servers;

/// <summary>
/// One server of Azure Blob Storage for all tests of an assembly, started by the first that needs it. Each test takes a container of its own.
/// </summary>
public sealed class SharedAzurite : IAsyncDisposable
{
    private readonly Lazy<Task<AzuriteServer>> _server = new(() => AzuriteServer.StartAsync(certificate: null, CancellationToken.None));

    private int _containers;

    /// <summary>The server.</summary>
    public Task<AzuriteServer> GetAsync() => _server.Value;

    /// <summary>The name of a container that does not exist yet.</summary>
    public string NewContainer() => string.Create(CultureInfo.InvariantCulture, $"container-{Interlocked.Increment(ref _containers)}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
