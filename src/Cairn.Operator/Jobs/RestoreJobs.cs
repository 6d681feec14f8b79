using Cairn.Api;
using Cairn.Api.Core;
using Cairn.Api.Rules.Naming;
using Cairn.Operator.Jobs.Access;
using Cairn.Operator.Jobs.Pods;
using k8s.Models;

namespace Cairn.Operator.Jobs;

/// <summary>The Job of a restore: a container a task, and rights to the objects of this very run.</summary>
internal static class RestoreJobs
{
    /// <summary>The Job and its rights, all with the name of the RestoreSession.</summary>
    public static RunObjects Build(RestoreRun run, JobSettings settings)
    {
        string? account = run.Session.Spec?.Addon?.JobTemplate?.Spec?.ServiceAccountName;
        AccessOwner owner = OwnerOf(run.Session);
        AccessPlan access = new(owner)
        {
            ServiceAccount = string.IsNullOrEmpty(account) ? owner.Name : account,
            Annotations = settings.ServiceAccountAnnotations,
        };
        string dataNamespace = run.Snapshot.Metadata.NamespaceProperty;
        access.AllowReporting(owner.Namespace, ApiGroups.Core, "restoresessions", owner.Name)
            .AllowReading(dataNamespace, ApiGroups.Storage, "repositories", run.Repository.Metadata.Name)
            .AllowReading(dataNamespace, ApiGroups.Storage, "snapshots", run.Snapshot.Metadata.Name)
            .AllowStorage(run.Storage)
            .AllowEncryption(run.Session.Spec?.DataSource?.EncryptionSecret, owner.Namespace)
            .AllowEncryption(run.Repository.Spec?.EncryptionSecret, dataNamespace)
            .AllowTarget(run.Target)
            .AllowPods(owner.Namespace);
        (IReadOnlyList<V1Volume> volumes, IReadOnlyList<V1VolumeMount> mounts) = TaskContainers.OfStorages([run.Storage]);
        PodFrame pod = new()
        {
            Template = run.Session.Spec?.Addon?.JobTemplate,
            ServiceAccount = access.ServiceAccount,
            Labels = owner.Labels,
            Containers = TaskContainers.Of(run.Tasks, mounts, settings),
            Volumes = TaskContainers.VolumesOf(run.Tasks, volumes, settings),
            SecurityContext = TaskContainers.SecurityOf([run.Storage]),
            ContainerSettings = run.Session.Spec?.Addon?.ContainerRuntimeSettings,
        };
        return new RunObjects(access.Build(), JobFrame.Build(owner.Name, owner.Namespace, owner.Reference, pod, run.Limit, settings));
    }

    /// <summary>Whose rights they are. It is all that is needed to find them again.</summary>
    public static AccessOwner OwnerOf(RestoreSession session) => new()
    {
        Name = session.Metadata.Name,
        Namespace = session.Metadata.NamespaceProperty,
        Reference = Owners.Controller(session),
        Labels = Components.Label(
            ObjectLabels.ForInvoker(session.Metadata.Labels?.AsReadOnly(), session.Metadata.Name, session.Metadata.NamespaceProperty), Components.Restore),
    };
}
