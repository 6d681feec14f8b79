using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Layout.Backends;
using Cairn.Layout.Metadata;
using Cairn.Operator.Controllers.BackupStorages;
using Cairn.Operator.Hosting;
using Cairn.Operator.Jobs;

namespace Cairn.Operator.Controllers.Repositories;

/// <summary>
/// The end of a Repository: first its Snapshots go, whose own deletion leaves the data alone as long as the Repository is going too; then, with the policy
/// WipeOut, its directory and its entry in <c>metadata.yaml</c>. When the whole storage goes, that decides about the data.
/// </summary>
internal sealed class RepositoryDeletion(OperatorServices services, StorageFiles files, VolumeJobs jobs)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    /// <summary>Does the next step.</summary>
    public async Task<ReconcileResult> RunAsync(Repository repository, CancellationToken cancellationToken)
    {
        if (repository.Metadata.Finalizers?.Contains(Finalizers.Cleanup) != true)
        {
            return ReconcileResult.Done;
        }

        if (await RemoveSnapshotsAsync(repository, cancellationToken))
        {
            return services.After(Pause);
        }

        if (repository.Spec?.DeletionPolicy == DeletionPolicies.WipeOut && await WipeAsync(repository, cancellationToken) is { } pause)
        {
            return services.After(pause);
        }

        await services.Client.SetFinalizerAsync(repository, Finalizers.Cleanup, isPresent: false, cancellationToken);
        return ReconcileResult.Done;
    }

    private async Task<bool> RemoveSnapshotsAsync(Repository repository, CancellationToken cancellationToken)
    {
        ListOptions options = new() { Namespace = repository.Metadata.NamespaceProperty };
        ObjectList<Snapshot> all = await services.Client.ListAsync<Snapshot>(options, cancellationToken);
        Snapshot[] own = [.. all.Items.Where(item => item.Spec?.Repository == repository.Metadata.Name)];
        foreach (Snapshot snapshot in own.Where(item => item.Metadata.DeletionTimestamp is null))
        {
            DeleteRequest request = new() { Uid = snapshot.Metadata.Uid };
            await services.Client.DeleteAsync<Snapshot>(NamespacedName.Of(snapshot), request, cancellationToken);
        }

        return own.Length > 0;
    }

    /// <summary>Erases; null when it is done, or when it is not to be.</summary>
    private async Task<TimeSpan?> WipeAsync(Repository repository, CancellationToken cancellationToken)
    {
        BackupStorage? storage = await services.Client.FindAsync<BackupStorage>(StorageReferences.StorageOf(repository), cancellationToken);
        if (storage is null)
        {
            services.Events.Warning(
                repository, Reasons.DataLeftBehind, $"The data was not erased: there is no BackupStorage {StorageReferences.StorageOf(repository)}.");
            return null;
        }

        if (storage.Metadata.DeletionTimestamp is not null)
        {
            return null;
        }

        if (FindNeighbour(repository, storage) is { } neighbour)
        {
            services.Events.Warning(
                repository, Reasons.DataLeftBehind,
                $"Nothing is erased: the Repository {NamespacedName.Of(neighbour)} shares the directory. Erase what is not needed by hand.");
            return null;
        }

        try
        {
            return StorageAccess.IsVolume(storage)
                ? await WipeVolumeAsync(repository, storage, cancellationToken)
                : await WipeBucketAsync(repository, storage, cancellationToken);
        }
        catch (StorageProblemException error) when (error.IsSecretMissing)
        {
            services.Events.Warning(repository, Reasons.DataLeftBehind, $"The data was not erased: {error.Message}");
            return null;
        }
        catch (StorageProblemException error)
        {
            services.Events.Warning(repository, Reasons.ErasingFailed, $"{error.Message} It is tried again.");
            return Retry;
        }
    }

    private Repository? FindNeighbour(Repository repository, BackupStorage storage) =>
        services.Lookup.All<Repository>().FirstOrDefault(other =>
            other.Metadata.Uid != repository.Metadata.Uid
            && StorageReferences.StorageOf(other) == NamespacedName.Of(storage)
            && StorageReferences.Overlap(other.Spec?.Path, repository.Spec?.Path));

    private async Task<TimeSpan?> WipeBucketAsync(Repository repository, BackupStorage storage, CancellationToken cancellationToken)
    {
        string directory = repository.Spec?.Path ?? "";
        await files.UseAsync(storage, (store, token) => store.WipeRepositoryAsync(directory, token), cancellationToken);
        await files.ChangeMetadataAsync(storage, before => before is null ? null : Without(before, repository), cancellationToken);
        services.Events.Normal(repository, Reasons.Erased, "All data of the Repository was erased.");
        return null;
    }

    private static BackendMetadata Without(BackendMetadata before, Repository repository)
    {
        StoredRepository own = new() { Name = repository.Metadata.Name, Namespace = repository.Metadata.NamespaceProperty };
        StoredRepository[] rest = [.. before.Repositories.Where(item => !StorageTotals.IsSame(item, own))];
        return rest.Length == before.Repositories.Count ? before : before with { Repositories = rest };
    }

    private async Task<TimeSpan?> WipeVolumeAsync(Repository repository, BackupStorage storage, CancellationToken cancellationToken)
    {
        VolumeJobOutcome outcome = await jobs.RunAsync(StorageJobs.CleanUp(storage, repository, null, services.Jobs), cancellationToken);
        if (outcome.State == VolumeJobState.Succeeded)
        {
            services.Events.Normal(repository, Reasons.Erased, "All data of the Repository was erased.");
            return null;
        }

        if (outcome.State == VolumeJobState.Failed)
        {
            services.Events.Warning(repository, Reasons.ErasingFailed, $"{outcome.Message} It is tried again.");
        }

        return Pause;
    }
}
