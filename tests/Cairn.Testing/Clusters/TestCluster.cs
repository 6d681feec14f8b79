using System.Text.Json.Nodes;
using Cairn.Api.Schema;
using Cairn.ControlPlane;
using Cairn.ControlPlane.Http;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Definitions;
using k8s;

namespace Cairn.Testing.Clusters;

/// <summary>An API server of its own for one test class, in this process, with Cairn's kinds installed.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private const string Token = "test-4be1f0c2a9d3";

    private readonly TempDirectory _directory;
    private readonly ControlPlaneServer _server;
    private readonly List<ApiServerClient> _clients = [];

    private TestCluster(TempDirectory directory, ControlPlaneServer server)
    {
        _directory = directory;
        _server = server;
        Client = MakeClient();
    }

    /// <summary>Where the server listens.</summary>
    public Uri Address => _server.Address;

    /// <summary>A client that may do everything.</summary>
    public ApiServerClient Client { get; }

    /// <summary>Starts a server.</summary>
    public static async Task<TestCluster> StartAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        TempDirectory directory = new();
        ServerOptions options = new() { DataDirectory = directory.Path, Token = Token, Clock = clock };
        TestCluster cluster = new(directory, await ControlPlaneServer.StartAsync(options, cancellationToken));
        await DefinitionInstaller.InstallAsync(cluster.Client, DocComments.None, TimeProvider.System, cancellationToken);
        return cluster;
    }

    /// <summary>One more client, as another process has it.</summary>
    public ApiServerClient MakeClient()
    {
        ApiServerClient client = new(new KubernetesClientConfiguration { Host = Address.ToString(), AccessToken = Token }, TimeProvider.System);
        _clients.Add(client);
        return client;
    }

    /// <summary>Makes a namespace.</summary>
    public Task MakeNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        JsonObject body = new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = name },
        };
        return Client.SendJsonAsync(HttpMethod.Post, "api/v1/namespaces", body, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _server.DisposeAsync();
        _directory.Dispose();
    }
}
