using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers;
using Cairn.ControlPlane.Discovery;
using Cairn.ControlPlane.Http;
using Cairn.ControlPlane.Kinds;
using Cairn.ControlPlane.Objects;
using Cairn.ControlPlane.Pods;
using Cairn.ControlPlane.Pods.Execution;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Security;
using Cairn.ControlPlane.Store;
using Cairn.ControlPlane.Watches;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cairn.ControlPlane;

/// <summary>
/// A Kubernetes-style API server for one machine, in this process. It is made by <see cref="StartAsync"/> and stopped by disposing; its objects
/// are in one file of the data directory, which one server at a time holds.
/// </summary>
public sealed class ControlPlaneServer : IAsyncDisposable
{
    private static readonly string[] FirstNamespaces = ["default", "kube-system", "kube-public"];

    /// <summary>A client may have this many watches and calls at once on one HTTP/2 connection.</summary>
    private const int MaxStreams = 1000;

    private readonly WebApplication _application;
    private readonly ServerCertificates? _certificates;
    private readonly TokenSigner _signer;
    private readonly AccountTokens _tokens;
    private readonly ObjectStore _store;
    private readonly FileStream _lock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ControllerHost _controllers;
    private readonly ApiAccess _api;
    private readonly PodFiles _podFiles;
    private readonly ServerOptions _options;
    private readonly ILogger _log;
    private PodRunner? _pods;

    private ControlPlaneServer(ServerOptions options, FileStream held)
    {
        _lock = held;
        _options = options;
        _store = new ObjectStore(Path.Combine(options.DataDirectory, "objects.db"));
        ResourceCatalog catalog = new();
        catalog.Refresh(_store);
        ObjectWriter writer = new(_store, catalog, options.Clock);
        _certificates = options.UsesTls ? ServerCertificates.Open(options.DataDirectory, options.Listen.Address, options.Clock) : null;
        _signer = new TokenSigner(Path.Combine(options.DataDirectory, "tokens.key"));
        NamespaceContents contents = new(writer, _certificates?.Authority ?? "");
        writer.NamespaceMade = contents.Fill;
        MakeNamespaces(writer, contents);
        FirstRoles.Make(_store, writer);
        _tokens = new AccountTokens(_signer, _store, options.Clock);
        Authenticator authenticator = new(options.Token, _tokens);
        Authorizer authorizer = new(_store);
        ObjectEndpoints objects = new(_store, writer, authorizer);

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen, listen =>
            {
                if (_certificates is not null)
                {
                    listen.UseHttps(_certificates.Server);
                }
            });
            kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreams;
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // Bodies are limited where they are read, with a Status for the client.
        });
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        _application = builder.Build();
        _log = _application.Services.GetRequiredService<ILoggerFactory>().CreateLogger<ControlPlaneServer>();
        _api = new ApiAccess(_store, catalog, writer, options.Clock);
        _podFiles = new PodFiles(options.DataDirectory);
        RequestHandler handler = new(
            new Gate(authenticator, authorizer),
            catalog,
            new DiscoveryEndpoints(catalog),
            objects,
            new CollectionEndpoints(_store, writer, new WatchEndpoint(_store, options.Clock, _stopping.Token)),
            new PartEndpoints(
                objects,
                new TokenEndpoint(_tokens, _store, options.Clock),
                new ReviewEndpoints(authenticator, authorizer, options.Clock),
                new PodEndpoints(_api, _podFiles, uid => _pods?.Find(uid), _stopping.Token),
                new ExecEndpoint(_api, uid => _pods?.Find(uid), options.Clock, _stopping.Token)),
            options.Clock,
            _log);
        _application.UseWebSockets();
        _application.Run(handler.HandleAsync);
        _controllers = new ControllerHost(_store, catalog, ControllerSet.Make(_api, options.Pods is null ? null : _podFiles.Claims), options.Clock, _log);
    }

    /// <summary>Where the server listens, such as <c>http://127.0.0.1:7080</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The certificate that clients have to trust, in PEM; null for a server that speaks plain HTTP.</summary>
    public string? Authority => _certificates?.Authority;

    /// <summary>Starts a server; when this returns it answers.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">Another server uses the data directory, or the address is taken.</exception>
    public static async Task<ControlPlaneServer> StartAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(options.DataDirectory);
        FileStream held = Hold(options.DataDirectory);
        ControlPlaneServer server = new(options, held);
        try
        {
            await server._application.StartAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        IServerAddressesFeature addresses = server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        server.Address = new Uri(addresses.Addresses.First());
        server.RunPods();
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        // Controllers first: they must not answer the end of Pods with new ones. The API serves until the Pods have ended.
        await _controllers.DisposeAsync();
        if (_pods is not null)
        {
            await _pods.DisposeAsync();
        }

        await _application.DisposeAsync();
        _store.Dispose();
        _signer.Dispose();
        _certificates?.Dispose();
        await _lock.DisposeAsync();
        _stopping.Dispose();
    }

    private void RunPods()
    {
        if (_options.Pods is not { } pods)
        {
            return;
        }

        PodTokens tokens = new(_tokens, _store);
        PodApiAccess access = new(Address, _certificates?.Authority ?? "", tokens.Issue);
        _pods = new PodRunner(PodContext.Make(pods, _api, _podFiles, access, tokens.Issue, _options.Clock, _log), _store);
    }

    private static FileStream Hold(string directory)
    {
        string path = Path.Combine(directory, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new IOException($"The data directory {directory} is in use by another control plane: stop that one, or choose another directory.", error);
        }
    }

    private void MakeNamespaces(ObjectWriter writer, NamespaceContents contents)
    {
        foreach (string name in FirstNamespaces)
        {
            ObjectKey key = new(BuiltInResources.Namespaces.GroupResource, "", name);
            if (_store.Get(key) is null)
            {
                JsonObject value = new() { ["metadata"] = new JsonObject { ["name"] = name } };
                writer.Create(BuiltInResources.Namespaces, "", value, new WriteOptions());
            }
        }

        // A server that was killed between a namespace and its contents makes up for it now.
        foreach (StoredObject stored in _store.List(BuiltInResources.Namespaces.GroupResource, null).Objects)
        {
            contents.Mend(stored.Key.Name);
        }
    }
}
