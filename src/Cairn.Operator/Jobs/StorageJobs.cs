using Cairn.Api;
using Cairn.Api.Meta;
using Cairn.Api.Rules.Naming;
using Cairn.Api.Storage;
using Cairn.Operator.Jobs.Access;
using Cairn.Operator.Jobs.Pods;
using Cairn.Operator.Jobs.Tasks;
using k8s.Models;

namespace Cairn.Operator.Jobs;

/// <summary>
/// Jobs that do to a local BackupStorage what the operator does to a bucket by itself, since only a pod can mount a volume: initialise it, put metadata
/// files into it, erase what is to be erased. They run in the BackupStorage's namespace, as its runtimeSettings say.
/// </summary>
internal static class StorageJobs
{
    /// <summary>The Job that initialises a storage, or finds what is in it.</summary>
    public static RunObjects Initialize(BackupStorage storage, JobSettings settings) => Build(
        storage, storage, ObjectNames.InitializerJob(storage.Metadata.Name), Components.Initializer, "initialize",
        [$"--backupstorage={storage.Metadata.Name}"], _ => { }, settings);

    /// <summary>The Job that writes the metadata file of a Snapshot or Repository.</summary>
    public static RunObjects Upload(BackupStorage storage, ApiObject subject, JobSettings settings) => Build(
        storage, subject, ObjectNames.UploaderJob(subject.Metadata.Name), Components.Uploader, "upload", ArgumentsOf(subject),
        access => AllowSubject(access, subject, null), settings);

    /// <summary>The Job that erases the data of a Snapshot, a Repository or a whole storage.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="subject">What is erased.</param>
    /// <param name="repository">The Repository of a Snapshot; null for everything else.</param>
    /// <param name="settings">What all Jobs have in common.</param>
    public static RunObjects CleanUp(BackupStorage storage, ApiObject subject, Repository? repository, JobSettings settings) => Build(
        storage, subject, ObjectNames.CleanupJob(subject.Metadata.Name), Components.Cleaner, "cleanup", ArgumentsOf(subject),
        access => AllowSubject(access, subject, repository), settings);

    private static string[] ArgumentsOf(ApiObject subject) => subject is BackupStorage
        ? [$"--backupstorage={subject.Metadata.Name}"]
        : [$"--{subject.Kind.ToLowerInvariant()}={subject.Metadata.Name}"];

    private static void AllowSubject(AccessPlan access, ApiObject subject, Repository? repository)
    {
        string ns = subject.Metadata.NamespaceProperty;
        switch (subject)
        {
            case Snapshot snapshot:
                access.AllowReading(ns, ApiGroups.Storage, "snapshots", snapshot.Metadata.Name)
                    .AllowReading(ns, ApiGroups.Storage, "repositories", snapshot.Spec?.Repository)
                    .AllowEncryption(repository?.Spec?.EncryptionSecret, ns);
                break;
            case Repository:
                access.AllowReading(ns, ApiGroups.Storage, "repositories", subject.Metadata.Name);
                break;
        }
    }

    private static RunObjects Build(
        BackupStorage storage,
        ApiObject subject,
        string name,
        string component,
        string verb,
        string[] arguments,
        Action<AccessPlan> allow,
        JobSettings settings)
    {
        PodTemplate template = RuntimeTemplates.Of(storage.Spec?.RuntimeSettings?.Pod);
        string? account = template.Spec?.ServiceAccountName;
        AccessOwner owner = OwnerOf(storage, subject, name, component);
        AccessPlan access = new(owner)
        {
            ServiceAccount = string.IsNullOrEmpty(account) ? name : account,
            Annotations = PodBuilder.Merge(settings.ServiceAccountAnnotations, storage.Spec?.RuntimeSettings?.Pod?.ServiceAccountAnnotations) ?? [],
        };
        access.AllowStorage(storage);
        allow(access);
        (V1Volume Volume, V1VolumeMount Mount)[] volumes = Volumes.IsLocal(storage) ? [Volumes.OfStorage(storage, 0)] : [];
        PodFrame pod = new()
        {
            Template = template,
            ServiceAccount = access.ServiceAccount,
            Labels = owner.Labels,
            Containers =
            [
                new V1Container
                {
                    Name = verb,
                    Image = settings.Image,
                    Args = ["job", verb, $"--namespace={subject.Metadata.NamespaceProperty}", .. arguments],
                    Env = [new V1EnvVar { Name = "TMPDIR", Value = TaskInputs.ScratchPath }],
                    VolumeMounts =
                    [
                        new V1VolumeMount { Name = TaskInputs.ScratchVolume, MountPath = TaskInputs.ScratchPath },
                        .. volumes.Select(item => item.Mount),
                    ],
                },
            ],
            Volumes = [new V1Volume { Name = TaskInputs.ScratchVolume, EmptyDir = new V1EmptyDirVolumeSource() }, .. volumes.Select(item => item.Volume)],
            ContainerSettings = storage.Spec?.RuntimeSettings?.Container,
        };
        return new RunObjects(access.Build(), JobFrame.Build(name, owner.Namespace, owner.Reference, pod, null, settings));
    }

    /// <summary>A Job belongs to what it works for, unless that lives in another namespace.</summary>
    private static AccessOwner OwnerOf(BackupStorage storage, ApiObject subject, string name, string component) => new()
    {
        Name = name,
        Namespace = storage.Metadata.NamespaceProperty,
        Reference = subject.Metadata.NamespaceProperty == storage.Metadata.NamespaceProperty ? Owners.Controller(subject) : null,
        Labels = Components.Label(
            ObjectLabels.ForStorageKind(
                subject.Metadata.Labels?.AsReadOnly(), subject.Kind, subject.Metadata.Name, subject.Metadata.NamespaceProperty),
            component),
    };
}
