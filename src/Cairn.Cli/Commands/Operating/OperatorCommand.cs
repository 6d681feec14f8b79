using System.CommandLine;
using System.Net;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Operator.Hosting;
using Cairn.Operator.Jobs;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Cairn.Cli.Commands.Operating;

/// <summary><c>cairn operator</c>: the operator in a Kubernetes cluster.</summary>
internal static class OperatorCommand
{
    private const string LeaseName = "cairn-operator";

    public static Command Create(CommandRunner runner)
    {
        Option<string?> config = new("--kubeconfig")
        {
            Description = "Kubeconfig file. Default: the file of KUBECONFIG, the account of the pod, or ~/.kube/config.",
        };
        Option<string[]> namespaces = new("--namespace") { Description = "A namespace to look after; may be given several times. Default: all." };
        Option<string> listen = new("--listen")
        {
            Description = "Where /healthz, /readyz and /metrics are served: HOST:PORT.",
            DefaultValueFactory = _ => "0.0.0.0:8081",
        };
        Option<string> image = new("--image") { Description = "Cairn's own image, which Jobs run.", DefaultValueFactory = _ => "cairn" };
        Option<string[]> pullSecrets = new("--image-pull-secret") { Description = "A Secret with which nodes pull images; may be given several times." };
        Option<bool> noElection = new("--no-leader-election") { Description = "Act at once: for a single replica that is never replaced while it runs." };
        Option<string?> lease = new("--lease-namespace") { Description = "Namespace of the Lease. Default: that of the pod, or default." };
        Option<LogLevel> level = new("--log-level")
        {
            Description = "Least important lines that are logged: Trace, Debug, Information, Warning, Error.",
            DefaultValueFactory = _ => LogLevel.Information,
        };
        Command command = new("operator", "Run the operator: reconciles Cairn's objects in a Kubernetes cluster.")
        {
            config, namespaces, listen, image, pullSecrets, noElection, lease, level,
        };
        runner.SetAction(command, async (run, cancellationToken) =>
        {
            using ILoggerFactory loggers = OperatorLogs.Create(isJson: true, run.Parsed.GetValue(level));
            KubernetesClientConfiguration configuration = ClusterConfiguration.Load(run.Parsed.GetValue(config));
            using ApiServerClient client = new(configuration, TimeProvider.System);
            string? @namespace = run.Parsed.GetValue(lease) ?? configuration.Namespace;
            await OperatorHost.RunAsync(
                new OperatorOptions
                {
                    Client = client,
                    Loggers = loggers,
                    Version = CairnVersion.Text,
                    Identity = $"{Environment.MachineName}_{Guid.NewGuid():N}",
                    Namespaces = run.Parsed.GetValue(namespaces) ?? [],
                    Listen = ReadAddress(run.Parsed.GetValue(listen)!),
                    Lease = run.Parsed.GetValue(noElection) ? null
                        : new NamespacedName(string.IsNullOrEmpty(@namespace) ? "default" : @namespace, LeaseName),
                    Jobs = JobsOf(run.Parsed.GetValue(image)!, run.Parsed.GetValue(pullSecrets) ?? []),
                },
                cancellationToken);
        });
        return command;
    }

    private static JobSettings JobsOf(string image, string[] pullSecrets) => new()
    {
        Image = image,
        ImagePullSecrets = [.. pullSecrets.Select(name => new V1LocalObjectReference { Name = name })],
        ProxyVariables = JobSettings.FindProxyVariables(Environment.GetEnvironmentVariable),
    };

    private static IPEndPoint ReadAddress(string text) => IPEndPoint.TryParse(text, out IPEndPoint? address)
        ? address
        : throw new UsageException("--listen has to be an address and a port, such as 0.0.0.0:8081.");
}
