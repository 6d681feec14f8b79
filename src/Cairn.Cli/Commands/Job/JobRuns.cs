using System.Security.Cryptography.X509Certificates;
using Cairn.Kubernetes.Clients;
using Cairn.Worker;
using Cairn.Worker.Mounts;
using k8s;

namespace Cairn.Cli.Commands.Job;

/// <summary>Puts the world around a run together: the cluster by the pod's own account, and who the pod is.</summary>
internal static class JobRuns
{
    /// <summary>Runs something in a Job.</summary>
    /// <param name="run">The command.</param>
    /// <param name="namespace">Namespace of the objects that the Job works for; null: that of the pod.</param>
    /// <param name="actAsync">What is done; it gets the context and the namespace.</param>
    public static async Task RunAsync(CommandRun run, string? @namespace, Func<RunContext, string, Task> actAsync)
    {
        KubernetesClientConfiguration configuration = ClusterConfiguration.Load(run.Context.Environment("KUBECONFIG"));
        string home = @namespace ?? run.Context.Environment("POD_NAMESPACE") ?? (configuration.Namespace is { Length: > 0 } own ? own : "default");
        X509Certificate2? authority = configuration.SslCaCerts?.FirstOrDefault();
        using ApiServerClient client = new(configuration, run.Context.Time);
        RunContext context = new()
        {
            Cluster = client,
            Identity = RunIdentity.Read(run.Context.Environment, home, authority is null ? [] : authority.RawDataMemory.Span),
            Time = run.Context.Time,
            Variable = run.Context.Environment,
            Mounts = MountMap.Read(run.Context.Environment),
            ProgramVersion = $"cairn {CairnVersion.Text}",
            Note = run.Reporter.Note,
            Detail = run.Reporter.Detail,
        };
        await actAsync(context, home);
    }
}
