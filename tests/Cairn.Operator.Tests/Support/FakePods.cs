using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Cairn.Api.Core;
using Cairn.Api.Rules.Naming;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Jobs;
using k8s.Models;

namespace Cairn.Operator.Tests.Support;

/// <summary>
/// Stands in for the node and Cairn's worker: it writes into pods and statuses what those would write, and runs nothing. The pods come from the API server's
/// own Job controller, which also draws the Job's end from that of its pod.
/// </summary>
internal sealed class FakePods(IClusterClient client) : IReconciler
{
    private readonly ConcurrentDictionary<string, JobBehaviour> _chosen = new();

    /// <summary>What is done with the Jobs of a component; succeed by default.</summary>
    public ConcurrentDictionary<string, JobBehaviour> Behaviours { get; } = new();

    /// <summary>The Jobs that were seen, by component and UID.</summary>
    public ConcurrentDictionary<(string Component, string Uid), string> Seen { get; } = new();

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        V1Pod? pod = await client.FindAsync<V1Pod>(name, cancellationToken);
        V1OwnerReference? job = pod?.Metadata.OwnerReferences?.FirstOrDefault(item => item.Kind == "Job");
        string component = pod?.Metadata.Labels?.TryGetValue(LabelKeys.Component, out string? value) == true ? value : "";
        if (pod is null || job is null)
        {
            return ReconcileResult.Done;
        }

        JobBehaviour behaviour = Behaviours.GetValueOrDefault(component);
        if (Seen.TryAdd((component, job.Uid), job.Name))
        {
            _chosen[job.Uid] = behaviour;
        }

        if (!IsUntouched(pod) || !_chosen.TryGetValue(job.Uid, out behaviour))
        {
            return ReconcileResult.Done;
        }

        if (behaviour is JobBehaviour.Succeed or JobBehaviour.ReportFailure)
        {
            await ReportAsync(new NamespacedName(name.Namespace, job.Name), component, behaviour == JobBehaviour.Succeed, cancellationToken);
        }

        await client.PatchStatusAsync<V1Pod>(name, new JsonObject { ["status"] = StatusOf(behaviour) }, cancellationToken);
        return ReconcileResult.Done;
    }

    /// <summary>Lets a Job that hangs end well.</summary>
    public async Task FinishAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        V1Job job = (await client.FindAsync<V1Job>(name, cancellationToken))!;
        await ReportAsync(name, job.Metadata.Labels[LabelKeys.Component], true, cancellationToken);
        foreach (V1Pod pod in await OfJobAsync(name, cancellationToken))
        {
            await client.PatchStatusAsync<V1Pod>(
                NamespacedName.Of(pod), new JsonObject { ["status"] = StatusOf(JobBehaviour.Succeed) }, cancellationToken);
        }
    }

    /// <summary>The pods of a Job.</summary>
    public async Task<IReadOnlyList<V1Pod>> OfJobAsync(NamespacedName name, CancellationToken cancellationToken) => (await client.ListAsync<V1Pod>(
        new ListOptions { Namespace = name.Namespace, LabelSelector = $"job-name={name.Name}" }, cancellationToken)).Items;

    private static bool IsUntouched(V1Pod pod) => pod.Status?.Phase is null or "" or "Pending"
        && pod.Status?.ContainerStatuses is not { Count: > 0 } && pod.Status?.Conditions is not { Count: > 0 };

    private async Task ReportAsync(NamespacedName name, string component, bool isGood, CancellationToken cancellationToken)
    {
        V1Job job = (await client.FindAsync<V1Job>(name, cancellationToken))!;
        string owner = job.Metadata.OwnerReferences[0].Name;
        string ns = name.Namespace;
        switch (component)
        {
            case Components.Backup:
                ObjectList<Snapshot> snapshots = await client.ListAsync<Snapshot>(new ListOptions { Namespace = ns }, cancellationToken);
                foreach (Snapshot snapshot in snapshots.Items.Where(item => item.Spec?.BackupSession == owner))
                {
                    await client.PatchStatusAsync<Snapshot>(NamespacedName.Of(snapshot), Component(isGood), cancellationToken);
                }

                break;
            case Components.Restore:
                await client.PatchStatusAsync<RestoreSession>(new NamespacedName(ns, owner), Component(isGood), cancellationToken);
                break;
            case Components.Retention:
                await ReportRetentionAsync(new NamespacedName(ns, owner), isGood, cancellationToken);
                break;
        }
    }

    private async Task ReportRetentionAsync(NamespacedName name, bool isGood, CancellationToken cancellationToken)
    {
        BackupSession? session = await client.FindAsync<BackupSession>(name, cancellationToken);
        JsonArray entries = [];
        foreach (RetentionStatus entry in session?.Status?.RetentionPolicy ?? [])
        {
            entries.Add(new JsonObject
            {
                ["ref"] = new JsonObject { ["name"] = entry.Ref?.Name, ["namespace"] = entry.Ref?.Namespace },
                ["repository"] = entry.Repository,
                ["phase"] = isGood ? "Applied" : "FailedToApply",
                ["error"] = isGood ? null : "the storage refused it",
            });
        }

        await client.PatchStatusAsync<BackupSession>(name, new JsonObject { ["status"] = new JsonObject { ["retentionPolicy"] = entries } }, cancellationToken);
    }

    private static JsonObject Component(bool isGood) => new()
    {
        ["status"] = new JsonObject
        {
            ["totalComponents"] = 1,
            ["components"] = new JsonObject
            {
                ["dump"] = isGood
                    ? new JsonObject { ["phase"] = "Succeeded", ["duration"] = "1.5s" }
                    : new JsonObject { ["phase"] = "Failed", ["error"] = "source database: connection refused" },
            },
        },
    };

    private static JsonObject StatusOf(JobBehaviour behaviour) => behaviour switch
    {
        JobBehaviour.Unschedulable => new JsonObject
        {
            ["phase"] = "Pending",
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "PodScheduled",
                ["status"] = "False",
                ["reason"] = "Unschedulable",
                ["message"] = "0/3 nodes are available",
            }),
        },
        JobBehaviour.NoImage => new JsonObject
        {
            ["phase"] = "Pending",
            ["containerStatuses"] = Container(new JsonObject
            {
                ["waiting"] = new JsonObject { ["reason"] = "ImagePullBackOff", ["message"] = "no such image" },
            }),
        },
        JobBehaviour.Evict => new JsonObject { ["phase"] = "Failed", ["reason"] = "Evicted", ["message"] = "the node was low on memory" },
        JobBehaviour.Crash => new JsonObject
        {
            ["phase"] = "Failed",
            ["containerStatuses"] = Container(new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 137, ["reason"] = "OOMKilled" } }),
        },
        JobBehaviour.Hang => new JsonObject { ["phase"] = "Running" },
        _ => new JsonObject { ["phase"] = "Succeeded" },
    };

    private static JsonArray Container(JsonObject state) => new(new JsonObject
    {
        ["name"] = "task",
        ["image"] = "example.invalid/x",
        ["imageID"] = "",
        ["ready"] = false,
        ["restartCount"] = 0,
        ["state"] = state,
    });
}
