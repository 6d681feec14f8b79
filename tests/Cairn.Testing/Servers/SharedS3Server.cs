using System.Globalization;

namespace Cairn.Testing.Servers;

/// <summary>One S3 server for all tests of an assembly, started by the first that needs it. Each test takes a bucket of its own.</summary>
public sealed class SharedS3Server : IAsyncDisposable
{
    private readonly Lazy<Task<MotoS3Server>> _server;

    private int _buckets;

    /// <summary>Prepares a server that takes any credentials.</summary>
    public SharedS3Server() => _server = new(() => MotoS3Server.StartAsync(new MotoS3ServerOptions(), CancellationToken.None));

    /// <summary>The server.</summary>
    public Task<MotoS3Server> GetAsync() => _server.Value;

    /// <summary>The name of a bucket that does not exist yet.</summary>
    public string NewBucket() => string.Create(CultureInfo.InvariantCulture, $"bucket-{Interlocked.Increment(ref _buckets)}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
