using Cairn.Restic.Tests.Interop;
using Cairn.Storage;
using Cairn.Testing;
using Cairn.Testing.Servers;

namespace Cairn.Restic.Tests.Soak;

/// <summary>Where the two repositories of a case lie: in directories, or in a bucket of a server.</summary>
/// <param name="server">The server; null: directories.</param>
/// <param name="bucket">The bucket, which need not exist.</param>
internal sealed class SoakPlace(MotoS3Server? server, string bucket) : IDisposable
{
    private readonly TempDirectory _directory = new();

    /// <summary>Opens the storage of the first repository (false) or of the copies (true).</summary>
    public IBackend Open(bool isCopy)
    {
        var settings = new BackendSettings { AccessKeyId = server?.AccessKeyId, SecretAccessKey = server?.SecretAccessKey };
        return BackendFactory.Open(RepositoryLocation.Parse(LocationOf(isCopy)), settings, onRetry: null, TimeProvider.System);
    }

    /// <summary>The real restic on one of them.</summary>
    public ResticProgram Restic(bool isCopy)
    {
        Dictionary<string, string> environment = server is null ? [] : new()
        {
            ["AWS_ACCESS_KEY_ID"] = server.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = server.SecretAccessKey,
        };
        return new ResticProgram("restic", LocationOf(isCopy)) { Environment = environment };
    }

    public void Dispose() => _directory.Dispose();

    private string LocationOf(bool isCopy)
    {
        string name = isCopy ? "copies" : "repository";
        return server is null ? _directory[name] : $"s3:{server.Endpoint}/{bucket}/{name}";
    }
}
