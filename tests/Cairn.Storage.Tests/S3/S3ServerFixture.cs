using System.Globalization;
using Cairn.Storage.S3;
using Cairn.Storage.Tests.S3;
using Cairn.Testing.Servers;

[assembly: AssemblyFixture(typeof(S3ServerFixture))]

namespace Cairn.Storage.Tests.S3;

/// <summary>One S3 server for all tests of this assembly, started by the first that needs it. Each test has a bucket of its own.</summary>
public sealed class S3ServerFixture : IAsyncDisposable
{
    private readonly Lazy<Task<MotoS3Server>> _server =
        new(() => MotoS3Server.StartAsync(new MotoS3ServerOptions(), CancellationToken.None));

    private int _buckets;

    /// <summary>The server.</summary>
    internal Task<MotoS3Server> GetServerAsync() => _server.Value;

    /// <summary>Options for a bucket that does not exist yet.</summary>
    internal async Task<S3Options> NewBucketAsync()
    {
        MotoS3Server server = await GetServerAsync();
        return new S3Options
        {
            Endpoint = server.Endpoint,
            Bucket = string.Create(CultureInfo.InvariantCulture, $"bucket-{Interlocked.Increment(ref _buckets)}"),
            Prefix = "some/prefix",
            AccessKeyId = server.AccessKeyId,
            SecretAccessKey = server.SecretAccessKey,
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
