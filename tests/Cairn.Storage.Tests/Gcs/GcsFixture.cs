using System.Globalization;
using Cairn.Storage.Gcs;
using Cairn.Storage.Tests.Gcs;
using Cairn.Testing.Servers;

[assembly: AssemblyFixture(typeof(GcsFixture))]

namespace Cairn.Storage.Tests.Gcs;

/// <summary>The server for Google's protocol of this assembly's tests.</summary>
public sealed class GcsFixture : IAsyncDisposable
{
    private readonly Lazy<GcsTestServer> _server = new(() => new GcsTestServer { Token = "test-token" });

    private int _buckets;

    /// <summary>The server.</summary>
    internal GcsTestServer Server => _server.Value;

    /// <summary>Options for a bucket that does not exist yet.</summary>
    internal GcsOptions NewBucket() => new()
    {
        Endpoint = Server.Endpoint,
        Bucket = string.Create(CultureInfo.InvariantCulture, $"bucket-{Interlocked.Increment(ref _buckets)}"),
        Prefix = "some/prefix",
        ProjectId = "test-project",
        AccessToken = "test-token",
    };

    public ValueTask DisposeAsync() => _server.IsValueCreated ? _server.Value.DisposeAsync() : ValueTask.CompletedTask;
}
