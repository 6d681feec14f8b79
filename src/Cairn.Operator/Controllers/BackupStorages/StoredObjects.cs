using Cairn.Api.Meta;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Kubernetes.Conditions;
using k8s.Models;

namespace Cairn.Operator.Controllers.BackupStorages;

/// <summary>Objects as they are kept in a storage, made ready for a cluster that may be another one.</summary>
internal static class StoredObjects
{
    /// <summary>A Repository for the storage that it was found in.</summary>
    public static Repository Prepare(Repository found, StoredRepository entry, BackupStorage storage) => found with
    {
        Metadata = Metadata(found.Metadata, entry.Name!, entry.Namespace!, null),
        Spec = (found.Spec ?? new RepositorySpec()) with
        {
            Path = found.Spec?.Path ?? entry.Path,
            StorageRef = new ObjectReference { Name = storage.Metadata.Name, Namespace = storage.Metadata.NamespaceProperty },
        },
        Status = found.Status is { } status ? status with { Phase = null, Conditions = null } : null,
    };

    /// <summary>A Snapshot of a Repository that is in the cluster.</summary>
    public static Snapshot Prepare(Snapshot found, Repository repository, DateTimeOffset now)
    {
        V1OwnerReference owner = Jobs.Owners.Controller(repository);
        return found with
        {
            Metadata = Metadata(found.Metadata, found.Metadata.Name, repository.Metadata.NamespaceProperty, owner),
            Spec = (found.Spec ?? new SnapshotSpec()) with { Repository = repository.Metadata.Name },
            Status = Finish(found.Status ?? new SnapshotStatus(), found.Metadata.CreationTimestamp, now),
        };
    }

    private static SnapshotStatus Finish(SnapshotStatus status, DateTime? created, DateTimeOffset now)
    {
        SnapshotStatus next = status with
        {
            SnapshotTime = status.SnapshotTime ?? (created is { } time ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : now),
            Conditions = ConditionChanges.Set(
                status.Conditions, ConditionTypes.SnapshotMetadataUploaded, true, Reasons.SuccessfullyUploadedSnapshotMetadata,
                "Metadata uploaded to backend successfully", now),
        };
        if (SnapshotPhaseRules.OfComponents(next) is not (SnapshotPhases.Succeeded or SnapshotPhases.Failed))
        {
            // The cluster it ran in is gone: nobody will finish it.
            next = next with
            {
                Conditions = ConditionChanges.Set(
                    next.Conditions, ConditionTypes.BackupIncomplete, true, Reasons.BackupExecutorTerminatedBeforeCompletion,
                    "The backup was not finished when the file of this Snapshot was found in the storage.", now),
            };
        }

        return next with { Phase = SnapshotPhaseRules.Of(next) };
    }

    private static V1ObjectMeta Metadata(V1ObjectMeta found, string name, string @namespace, V1OwnerReference? owner) => new()
    {
        Name = name,
        NamespaceProperty = @namespace,
        Labels = found.Labels,
        Annotations = found.Annotations,
        Finalizers = [Finalizers.Cleanup],
        OwnerReferences = owner is null ? null : [owner],
    };
}
