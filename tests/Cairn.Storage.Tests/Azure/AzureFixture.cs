using Cairn.Storage.Azure;
using Cairn.Storage.Tests.Azure;
using Cairn.Testing.Servers;

[assembly: AssemblyFixture(typeof(AzureFixture))]

namespace Cairn.Storage.Tests.Azure;

/// <summary>The Azure server of this assembly's tests.</summary>
public sealed class AzureFixture : IAsyncDisposable
{
    private readonly SharedAzurite _server = new();

    /// <summary>The server.</summary>
    internal Task<AzuriteServer> GetServerAsync() => _server.GetAsync();

    /// <summary>Options for a container that does not exist yet.</summary>
    internal async Task<AzureOptions> NewContainerAsync()
    {
        AzuriteServer server = await GetServerAsync();
        return new AzureOptions
        {
            Endpoint = server.Endpoint,
            Container = _server.NewContainer(),
            Prefix = "some/prefix",
            PageSize = 7,
            AccountName = server.AccountName,
            AccountKey = server.AccountKey,
        };
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
