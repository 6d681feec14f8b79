using Cairn.Api.Meta;
using Cairn.Api.Rules.Naming;
using Cairn.Api.Storage;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Layout.Backends;
using Cairn.Operator.Hosting;
using Cairn.Operator.Jobs;

namespace Cairn.Operator.Controllers.Snapshots;

/// <summary>
/// The end of a Snapshot. With the policy WipeOut a Job takes its data out of the restic repositories, since the operator never has their password; then
/// its file goes, and it cannot come back. When its whole Repository goes, that decides about the data.
/// </summary>
internal sealed class SnapshotDeletion(OperatorServices services, StorageFiles files, VolumeJobs jobs)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    /// <summary>Does the next step.</summary>
    public async Task<ReconcileResult> RunAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.Metadata.Finalizers?.Contains(Finalizers.Cleanup) != true)
        {
            return ReconcileResult.Done;
        }

        if (snapshot.Spec?.DeletionPolicy == DeletionPolicies.WipeOut && await WipeAsync(snapshot, cancellationToken) is { } pause)
        {
            return services.After(pause);
        }

        await services.Client.SetFinalizerAsync(snapshot, Finalizers.Cleanup, isPresent: false, cancellationToken);
        return ReconcileResult.Done;
    }

    private static bool HasData(Snapshot snapshot) =>
        snapshot.Status?.Components is { Count: > 0 }
        && !(snapshot.Metadata.Annotations is { } annotations && annotations.TryGetValue(LabelKeys.DataErased, out string? value) && value == "true");

    /// <summary>Erases; null when it is done, or when it is not to be.</summary>
    private async Task<TimeSpan?> WipeAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        Repository? repository = await services.Client.FindAsync<Repository>(StorageReferences.RepositoryOf(snapshot), cancellationToken);
        BackupStorage? storage = repository is null ? null
            : await services.Client.FindAsync<BackupStorage>(StorageReferences.StorageOf(repository), cancellationToken);
        if (repository?.Metadata.DeletionTimestamp is not null || storage?.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        if (repository is null || storage is null)
        {
            services.Events.Warning(
                snapshot, Reasons.DataLeftBehind, "The data was not erased: the Repository of this Snapshot, or its BackupStorage, is not there any more.");
            return null;
        }

        try
        {
            return await WipeAsync(snapshot, repository, storage, cancellationToken);
        }
        catch (StorageProblemException error) when (error.IsSecretMissing)
        {
            services.Events.Warning(snapshot, Reasons.DataLeftBehind, $"The data was not erased: {error.Message}");
            return null;
        }
        catch (StorageProblemException error)
        {
            services.Events.Warning(snapshot, Reasons.ErasingFailed, $"{error.Message} It is tried again.");
            return Retry;
        }
    }

    private async Task<TimeSpan?> WipeAsync(Snapshot snapshot, Repository repository, BackupStorage storage, CancellationToken cancellationToken)
    {
        bool isVolume = StorageAccess.IsVolume(storage);
        if (!isVolume)
        {
            // Before a Job is made that could not start without it.
            await files.ReadSecretAsync(storage, cancellationToken);
        }

        if (HasData(snapshot) || isVolume)
        {
            VolumeJobOutcome outcome = await jobs.RunAsync(StorageJobs.CleanUp(storage, snapshot, repository, services.Jobs), cancellationToken);
            if (outcome.State == VolumeJobState.Failed)
            {
                services.Events.Warning(snapshot, Reasons.ErasingFailed, $"{outcome.Message} It is tried again.");
            }

            if (outcome.State != VolumeJobState.Succeeded)
            {
                return Pause;
            }
        }

        if (!isVolume)
        {
            string directory = repository.Spec?.Path ?? "";
            await files.UseAsync(
                storage, (store, token) => store.RemoveSnapshotFileAsync(directory, snapshot.Metadata.Name, token), cancellationToken);
        }

        services.Events.Normal(repository, Reasons.Erased, $"The data of the Snapshot {snapshot.Metadata.Name} was erased.");
        return null;
    }
}
