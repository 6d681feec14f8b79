using Cairn.Api;
using Cairn.Api.Core;
using Cairn.Api.Rules.Naming;
using Cairn.Api.Storage;
using Cairn.Operator.Jobs.Access;
using Cairn.Operator.Jobs.Pods;
using Cairn.Operator.Jobs.Tasks;
using k8s.Models;

namespace Cairn.Operator.Jobs;

/// <summary>The Job that applies the retention policies of a session's repositories after its backup.</summary>
internal static class RetentionJobs
{
    /// <summary>The name of the Job and its rights.</summary>
    public static string NameOf(BackupSession session)
    {
        string plan = session.Spec?.Invoker?.Name ?? "";
        return ObjectNames.RetentionJob(plan, session.Spec?.Session ?? "", session.Metadata.CreationTimestamp ?? default);
    }

    /// <summary>The Job and its rights.</summary>
    /// <param name="run">The backup.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="settings">What all Jobs have in common.</param>
    public static RunObjects Build(BackupRun run, TimeSpan limit, JobSettings settings)
    {
        string? account = run.Settings.Addon?.JobTemplate?.Spec?.ServiceAccountName;
        AccessOwner owner = OwnerOf(run.Session);
        AccessPlan access = new(owner)
        {
            ServiceAccount = string.IsNullOrEmpty(account) ? owner.Name : account,
            Annotations = settings.ServiceAccountAnnotations,
        };
        Allow(access, run);
        (IReadOnlyList<V1Volume> volumes, IReadOnlyList<V1VolumeMount> mounts) = TaskContainers.OfStorages(run.Storages);
        V1Container container = new()
        {
            Name = "retention",
            Image = settings.Image,
            Args =
            [
                "job", "retention", $"--namespace={owner.Namespace}", $"--backupsession={run.Session.Metadata.Name}",
                $"--scratch-dir={TaskInputs.ScratchPath}",
            ],
            Env = [new V1EnvVar { Name = "TMPDIR", Value = TaskInputs.ScratchPath }],
            VolumeMounts = [new V1VolumeMount { Name = TaskInputs.ScratchVolume, MountPath = TaskInputs.ScratchPath }, .. mounts],
        };
        PodFrame pod = new()
        {
            Template = run.Settings.Addon?.JobTemplate,
            ServiceAccount = access.ServiceAccount,
            Labels = owner.Labels,
            Containers = [container],
            Volumes = [new V1Volume { Name = TaskInputs.ScratchVolume, EmptyDir = new V1EmptyDirVolumeSource() }, .. volumes],
            SecurityContext = TaskContainers.SecurityOf(run.Storages),
            ContainerSettings = run.Settings.Addon?.ContainerRuntimeSettings,
            IsTemplatesOwn = false,
        };
        return new RunObjects(access.Build(), JobFrame.Build(owner.Name, owner.Namespace, owner.Reference, pod, limit, settings));
    }

    /// <summary>Whose rights they are.</summary>
    public static AccessOwner OwnerOf(BackupSession session) => BackupJobs.OwnerOf(session) with
    {
        Name = NameOf(session),
        Labels = Components.Label(new(BackupJobs.OwnerOf(session).Labels), Components.Retention),
    };

    private static void Allow(AccessPlan access, BackupRun run)
    {
        string ns = run.Session.Metadata.NamespaceProperty;
        access.AllowReporting(ns, ApiGroups.Core, "backupsessions", run.Session.Metadata.Name)
            .AllowReading(ns, ApiGroups.Core, "backupconfigurations", run.Plan.Metadata.Name)
            .AllowReading(ns, ApiGroups.Storage, "repositories", run.Repositories.Select(repository => repository.Metadata.Name))
            // Which Snapshots are stale is found out by the Job, so they cannot be named here.
            .AllowAll(ns, ApiGroups.Storage, "snapshots", "get", "list", "patch", "update", "delete")
            // What is being restored or verified is not removed.
            .AllowAll(ns, ApiGroups.Core, "restoresessions", "list").AllowAll(ns, ApiGroups.Core, "backupverificationsession", "list")
            .AllowPods(ns);
        foreach (BackendSpec backend in run.Plan.Spec?.Backends ?? [])
        {
            string policyNamespace = backend.RetentionPolicy?.Namespace is { Length: > 0 } given ? given : ns;
            access.AllowReading(policyNamespace, ApiGroups.Storage, "retentionpolicies", backend.RetentionPolicy?.Name);
        }

        foreach (BackupStorage storage in run.Storages)
        {
            access.AllowStorage(storage);
        }

        foreach (Repository repository in run.Repositories)
        {
            access.AllowEncryption(repository.Spec?.EncryptionSecret, ns);
        }
    }
}
