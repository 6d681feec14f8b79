using System.Net;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Definitions;
using Cairn.Operator.Catalog;
using Cairn.Operator.Hosting;
using Cairn.Operator.Jobs;
using Microsoft.Extensions.Logging;

namespace Cairn.Cli.Commands.Operating;

/// <summary>The operator of <c>cairn up</c>, in the process of the control plane: brings CRDs and the default catalogue along, and is the only one.</summary>
/// <param name="kubeconfig">The control plane.</param>
/// <param name="isVerbose">Whether every step is logged, and not only what went wrong.</param>
internal sealed class EmbeddedOperator(string kubeconfig, bool isVerbose) : IDisposable
{
    /// <summary>The image that the control plane runs as this program.</summary>
    private const string Image = "cairn";

    private readonly ILoggerFactory _loggers = OperatorLogs.Create(isJson: false, isVerbose ? LogLevel.Debug : LogLevel.Warning);
    private readonly ApiServerClient _client = new(ClusterConfiguration.Load(kubeconfig), TimeProvider.System);

    /// <summary>Installs the CRDs and the catalogue.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await DefinitionInstaller.InstallAsync(_client, ApiDocumentation.Load(), TimeProvider.System, cancellationToken);
        await CatalogInstaller.InstallAsync(_client, cancellationToken);
    }

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="listen">Where metrics are served; null: nowhere.</param>
    /// <param name="cancellationToken">Asks it to stop.</param>
    public Task RunAsync(IPEndPoint? listen, CancellationToken cancellationToken) => OperatorHost.RunAsync(
        new OperatorOptions
        {
            Client = _client,
            Loggers = _loggers,
            Version = CairnVersion.Text,
            Identity = Environment.MachineName,
            Listen = listen,
            Jobs = new JobSettings { Image = Image, ProxyVariables = JobSettings.FindProxyVariables(Environment.GetEnvironmentVariable) },
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _loggers.Dispose();
    }
}
