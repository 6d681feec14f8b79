using Cairn.Api;
using Cairn.Api.Core;
using Cairn.Api.Rules.Naming;
using Cairn.Api.Storage;
using Cairn.Operator.Jobs.Access;
using Cairn.Operator.Jobs.Pods;
using k8s.Models;

namespace Cairn.Operator.Jobs;

/// <summary>The Job of a backup: a container a task, and rights to the objects of this very run.</summary>
internal static class BackupJobs
{
    /// <summary>The Job and its rights, all with the name of the BackupSession.</summary>
    public static RunObjects Build(BackupRun run, JobSettings settings)
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
        PodFrame pod = new()
        {
            Template = run.Settings.Addon?.JobTemplate,
            ServiceAccount = access.ServiceAccount,
            Labels = owner.Labels,
            Containers = TaskContainers.Of(run.Tasks, mounts, settings),
            Volumes = TaskContainers.VolumesOf(run.Tasks, volumes, settings),
            SecurityContext = TaskContainers.SecurityOf(run.Storages),
            ContainerSettings = run.Settings.Addon?.ContainerRuntimeSettings,
        };
        return new RunObjects(access.Build(), JobFrame.Build(owner.Name, owner.Namespace, owner.Reference, pod, run.Limit, settings));
    }

    /// <summary>Whose rights they are. It is all that is needed to find them again.</summary>
    public static AccessOwner OwnerOf(BackupSession session) => new()
    {
        Name = session.Metadata.Name,
        Namespace = session.Metadata.NamespaceProperty,
        Reference = Owners.Controller(session),
        Labels = Components.Label(
            ObjectLabels.ForBackupSession(
                session.Metadata.Labels?.AsReadOnly(), session.Metadata.Name, session.Metadata.NamespaceProperty, session.Spec?.Session ?? ""),
            Components.Backup),
    };

    private static void Allow(AccessPlan access, BackupRun run)
    {
        string ns = run.Session.Metadata.NamespaceProperty;
        access.AllowReading(ns, ApiGroups.Core, "backupsessions", run.Session.Metadata.Name)
            .AllowReading(ns, ApiGroups.Core, "backupconfigurations", run.Plan.Metadata.Name)
            .AllowReading(ns, ApiGroups.Storage, "repositories", run.Repositories.Select(repository => repository.Metadata.Name))
            .AllowReporting(ns, ApiGroups.Storage, "snapshots", run.Snapshots)
            .AllowTarget(run.Target)
            .AllowPods(ns);
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
