using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Layout.Backends;
using Cairn.Operator.Hosting;
using Cairn.Operator.Jobs;

namespace Cairn.Operator.Controllers.BackupStorages;

/// <summary>
/// The end of a BackupStorage: first the Repositories go, whose own deletion leaves the data alone as long as the storage is going too; then, with the
/// policy WipeOut, everything below the prefix.
/// </summary>
internal sealed class StorageDeletion(OperatorServices services, StorageFiles files, VolumeJobs jobs)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    /// <summary>Does the next step.</summary>
    public async Task<ReconcileResult> RunAsync(BackupStorage storage, CancellationToken cancellationToken)
    {
        if (storage.Metadata.Finalizers?.Contains(Finalizers.Cleanup) != true)
        {
            return ReconcileResult.Done;
        }

        if (await RemoveRepositoriesAsync(storage, cancellationToken))
        {
            return services.After(Pause);
        }

        if (storage.Spec?.DeletionPolicy == DeletionPolicies.WipeOut && await WipeAsync(storage, cancellationToken) is { } pause)
        {
            return services.After(pause);
        }

        await services.Client.SetFinalizerAsync(storage, Finalizers.Cleanup, isPresent: false, cancellationToken);
        return ReconcileResult.Done;
    }

    private async Task<bool> RemoveRepositoriesAsync(BackupStorage storage, CancellationToken cancellationToken)
    {
        // Not from the cache: a Repository that was made a moment ago must not survive its storage.
        ObjectList<Repository> all = await services.Client.ListAsync<Repository>(new ListOptions(), cancellationToken);
        Repository[] own = [.. all.Items.Where(item => StorageReferences.StorageOf(item) == NamespacedName.Of(storage))];
        foreach (Repository repository in own.Where(item => item.Metadata.DeletionTimestamp is null))
        {
            DeleteRequest request = new() { Uid = repository.Metadata.Uid };
            await services.Client.DeleteAsync<Repository>(NamespacedName.Of(repository), request, cancellationToken);
        }

        return own.Length > 0;
    }

    /// <summary>Erases; null when it is done, or when it never can be.</summary>
    private async Task<TimeSpan?> WipeAsync(BackupStorage storage, CancellationToken cancellationToken)
    {
        if (StoragePlaces.FindNeighbour(storage, services.Lookup.All<BackupStorage>()) is { } neighbour)
        {
            services.Events.Warning(
                storage, Reasons.DataLeftBehind,
                $"Nothing is erased: the BackupStorage {NamespacedName.Of(neighbour)} lies below the same prefix. Erase what is not needed by hand.");
            return null;
        }

        try
        {
            if (StorageAccess.IsVolume(storage))
            {
                return await WipeVolumeAsync(storage, cancellationToken);
            }

            await files.UseAsync(storage, (store, token) => store.WipeAsync(token), cancellationToken);
            services.Events.Normal(storage, Reasons.Erased, "All data of the storage was erased.");
            return null;
        }
        catch (StorageProblemException error) when (error.IsSecretMissing)
        {
            services.Events.Warning(storage, Reasons.DataLeftBehind, $"The data was not erased: {error.Message}");
            return null;
        }
        catch (StorageProblemException error)
        {
            services.Events.Warning(storage, Reasons.ErasingFailed, $"{error.Message} It is tried again.");
            return Retry;
        }
    }

    private async Task<TimeSpan?> WipeVolumeAsync(BackupStorage storage, CancellationToken cancellationToken)
    {
        VolumeJobOutcome outcome = await jobs.RunAsync(StorageJobs.CleanUp(storage, storage, null, services.Jobs), cancellationToken);
        if (outcome.State == VolumeJobState.Succeeded)
        {
            services.Events.Normal(storage, Reasons.Erased, "All data of the storage was erased.");
            return null;
        }

        if (outcome.State == VolumeJobState.Failed)
        {
            services.Events.Warning(storage, Reasons.ErasingFailed, $"{outcome.Message} It is tried again.");
        }

        return Pause;
    }
}
