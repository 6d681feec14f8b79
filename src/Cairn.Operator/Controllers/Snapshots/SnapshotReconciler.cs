using Cairn.Api.Rules.Phases;
using Cairn.Api.Rules.Quantities;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Caching;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Conditions;
using Cairn.Kubernetes.Controllers;
using Cairn.Layout.Backends;
using Cairn.Operator.Controllers.Repositories;
using Cairn.Operator.Hosting;
using Cairn.Operator.Jobs;

namespace Cairn.Operator.Controllers.Snapshots;

/// <summary>
/// A Snapshot: what its components add up to, its place in the list of its Repository, its file in the storage, and by all that its phase.
/// </summary>
internal sealed class SnapshotReconciler(OperatorServices services, StorageFiles files, VolumeJobs jobs) : IReconciler
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan JobPause = TimeSpan.FromSeconds(2);

    private readonly SnapshotDeletion _deletion = new(services, files, jobs);
    private readonly IObjectCache<Repository> _repositories = services.Manager.Cache<Repository>();
    private readonly IObjectCache<BackupStorage> _storages = services.Manager.Cache<BackupStorage>();

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        Snapshot? snapshot = await services.Client.FindAsync<Snapshot>(name, cancellationToken);
        if (snapshot is null)
        {
            return ReconcileResult.Done;
        }

        if (snapshot.Metadata.DeletionTimestamp is not null)
        {
            return await _deletion.RunAsync(snapshot, cancellationToken);
        }

        if (snapshot.Spec?.Paused == true)
        {
            return ReconcileResult.Done;
        }

        snapshot = await services.Client.SetFinalizerAsync(snapshot, Finalizers.Cleanup, isPresent: true, cancellationToken);
        SnapshotStatus status = Listed(snapshot, Summed(snapshot.Status ?? new SnapshotStatus(), snapshot));
        ReconcileResult result = ReconcileResult.Done;
        if (IsOver(status) && !ConditionChanges.IsTrue(status.Conditions, ConditionTypes.SnapshotMetadataUploaded))
        {
            (status, result) = await UploadAsync(snapshot, status, cancellationToken);
        }

        status = status with { Phase = SnapshotPhaseRules.Of(status) };
        await services.Client.UpdateStatusIfChangedAsync(snapshot, snapshot with { Status = status }, cancellationToken);
        return result;
    }

    /// <summary>Whether nothing will be added to it any more.</summary>
    private static bool IsOver(SnapshotStatus status) =>
        SnapshotPhaseRules.OfComponents(status) is SnapshotPhases.Succeeded or SnapshotPhases.Failed
        || ConditionChanges.IsTrue(status.Conditions, ConditionTypes.BackupIncomplete);

    private static SnapshotStatus Summed(SnapshotStatus status, Snapshot snapshot) => status with
    {
        SnapshotTime = status.SnapshotTime ?? RepositoryAggregates.TimeOf(snapshot),
        VerificationStatus = status.VerificationStatus ?? VerificationStatuses.NotVerified,
        Size = status.Components is { Count: > 0 } && SnapshotPhaseRules.Size(status) is { } bytes ? ByteSize.Format(bytes) : status.Size,
        Integrity = SnapshotPhaseRules.Integrity(status) ?? status.Integrity,
    };

    /// <summary>True as soon as the Repository's list has it, or has no place for it any more.</summary>
    private SnapshotStatus Listed(Snapshot snapshot, SnapshotStatus status)
    {
        IReadOnlyList<RecentSnapshot> recent = _repositories.Find(StorageReferences.RepositoryOf(snapshot))?.Status?.RecentSnapshots ?? [];
        bool isListed = recent.Any(item => item.Name == snapshot.Metadata.Name)
            || (recent.Count >= RepositoryAggregates.RecentCount && recent.All(item => item.SnapshotTime > status.SnapshotTime));
        return !isListed ? status : With(
            status, ConditionTypes.RecentSnapshotListUpdated, true, Reasons.SuccessfullyUpdatedRecentSnapshotList, "Recent snapshot list updated successfully");
    }

    private async Task<(SnapshotStatus Status, ReconcileResult Result)> UploadAsync(
        Snapshot snapshot, SnapshotStatus status, CancellationToken cancellationToken)
    {
        SnapshotStatus done = With(
            status, ConditionTypes.SnapshotMetadataUploaded, true, Reasons.SuccessfullyUploadedSnapshotMetadata,
            "Metadata uploaded to backend successfully");

        // The file says what the object will say: a cluster that is made from it has no step left to do.
        Snapshot content = snapshot with { Status = done with { Phase = SnapshotPhaseRules.Of(done) } };
        try
        {
            return await WriteFileAsync(content, cancellationToken) ? (done, ReconcileResult.Done) : (status, services.After(JobPause));
        }
        catch (StorageProblemException error)
        {
            if (ConditionChanges.Find(status.Conditions, ConditionTypes.SnapshotMetadataUploaded)?.Message != error.Message)
            {
                services.Events.Warning(snapshot, Reasons.FailedToUploadSnapshotMetadata, error.Message);
            }

            SnapshotStatus failed = With(
                status, ConditionTypes.SnapshotMetadataUploaded, false, Reasons.FailedToUploadSnapshotMetadata, error.Message);
            return (failed, services.After(RetryPause));
        }
    }

    private async Task<bool> WriteFileAsync(Snapshot content, CancellationToken cancellationToken)
    {
        NamespacedName repositoryName = StorageReferences.RepositoryOf(content);
        Repository repository = _repositories.Find(repositoryName)
            ?? throw new StorageProblemException($"There is no Repository {repositoryName}.", isSecretMissing: false);
        NamespacedName storageName = StorageReferences.StorageOf(repository);
        BackupStorage storage = _storages.Find(storageName)
            ?? throw new StorageProblemException($"There is no BackupStorage {storageName}.", isSecretMissing: false);
        if (!StorageAccess.IsVolume(storage))
        {
            await files.UseAsync(storage, (store, token) => store.SaveSnapshotAsync(repository.Spec?.Path ?? "", content, token), cancellationToken);
            return true;
        }

        VolumeJobOutcome outcome = await jobs.RunAsync(StorageJobs.Upload(storage, content, services.Jobs), cancellationToken);
        return outcome.State != VolumeJobState.Failed
            ? outcome.State == VolumeJobState.Succeeded
            : throw new StorageProblemException(outcome.Message, isSecretMissing: false);
    }

    private SnapshotStatus With(SnapshotStatus status, string type, bool value, string reason, string message) =>
        status with { Conditions = ConditionChanges.Set(status.Conditions, type, value, reason, message, services.Clock.GetUtcNow()) };
}
