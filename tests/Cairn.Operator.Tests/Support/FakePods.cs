using System.Collections.Concurrent;
using System.Globalization;
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
/// Stands in for Kubernetes' Job controller, the node and Cairn's worker: it writes into Jobs, pods and statuses what those would write, and runs nothing.
/// </summary>
internal sealed class FakePods(IClusterClient client) : IReconciler
{
    /// <summary>What is done with the Jobs of a component; succeed by default.</summary>
    public ConcurrentDictionary<string, JobBehaviour> Behaviours { get; } = new();

    /// <summary>The Jobs that were seen, by component and UID.</summary>
    public ConcurrentDictionary<(string Component, string Uid), string> Seen { get; } = new();

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        V1Job? job = await client.FindAsync<V1Job>(name, cancellationToken);
        string component = job?.Metadata.Labels?.TryGetValue(LabelKeys.Component, out string? value) == true ? value : "";
        if (job is null || job.Status?.Conditions?.Count > 0 || !Seen.TryAdd((component, job.Metadata.Uid), name.Name))
        {
            return ReconcileResult.Done;
        }

        JobBehaviour behaviour = Behaviours.GetValueOrDefault(component);
        await MakePodAsync(job, behaviour, cancellationToken);
        if (behaviour is JobBehaviour.Succeed or JobBehaviour.ReportFailure)
        {
            await ReportAsync(job, component, behaviour == JobBehaviour.Succeed, cancellationToken);
        }

        if (behaviour is JobBehaviour.Succeed or JobBehaviour.EndSilently)
        {
            await EndAsync(name, "Complete", "", cancellationToken);
        }
        else if (behaviour is JobBehaviour.Crash or JobBehaviour.ReportFailure or JobBehaviour.Evict)
        {
            await EndAsync(name, "Failed", "BackoffLimitExceeded", cancellationToken);
        }

        return ReconcileResult.Done;
    }

    private static string Now => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private async Task EndAsync(NamespacedName job, string condition, string reason, CancellationToken cancellationToken)
    {
        JsonObject status = new()
        {
            ["startTime"] = Now,
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = condition,
                ["status"] = "True",
                ["reason"] = reason,
                ["message"] = "the pod ended",
                ["lastTransitionTime"] = Now,
            }),
        };
        if (condition == "Complete")
        {
            status["completionTime"] = Now;
        }

        await client.PatchStatusAsync<V1Job>(job, new JsonObject { ["status"] = status }, cancellationToken);
    }

    private async Task ReportAsync(V1Job job, string component, bool isGood, CancellationToken cancellationToken)
    {
        string owner = job.Metadata.OwnerReferences[0].Name;
        string ns = job.Metadata.NamespaceProperty;
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

    private async Task MakePodAsync(V1Job job, JobBehaviour behaviour, CancellationToken cancellationToken)
    {
        V1Pod pod = new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"{job.Metadata.Name[..Math.Min(50, job.Metadata.Name.Length)]}-pod",
                NamespaceProperty = job.Metadata.NamespaceProperty,
                Labels = new Dictionary<string, string> { ["job-name"] = job.Metadata.Name },
                OwnerReferences =
                    [new V1OwnerReference { ApiVersion = "batch/v1", Kind = "Job", Name = job.Metadata.Name, Uid = job.Metadata.Uid, Controller = true }],
            },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "task", Image = "example.invalid/x" }], RestartPolicy = "Never" },
        };
        await client.CreateAsync(pod, cancellationToken);
        JsonObject status = StatusOf(behaviour);
        await client.PatchStatusAsync<V1Pod>(NamespacedName.Of(pod), new JsonObject { ["status"] = status }, cancellationToken);
    }

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
