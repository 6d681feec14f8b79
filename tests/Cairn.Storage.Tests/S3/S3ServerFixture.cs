using Cairn.Storage.S3;
using Cairn.Storage.Tests.S3;
using Cairn.Testing.Servers;

[assembly: AssemblyFixture(typeof(S3ServerFixture))]

namespace Cairn.Storage.Tests.S3;

/// <summary>The S3 server of this assembly's tests.</summary>
public sealed class S3ServerFixture : IAsyncDisposable
{
    private readonly SharedS3Server _server = new();

    /// <summary>The server.</summary>
    internal Task<MotoS3Server> GetServerAsync() => _server.GetAsync();

    /// <summary>Options for a bucket that does not exist yet.</summary>
    internal async Task<S3Options> NewBucketAsync()
    {
        MotoS3Server server = await GetServerAsync();
        return new S3Options
        {
            Endpoint = server.Endpoint,
            Bucket = _server.NewBucket(),
            Prefix = "some/prefix",
            PageSize = 7,
            AccessKeyId = server.AccessKeyId,
            SecretAccessKey = server.SecretAccessKey,
        };
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
