using System.Collections.Concurrent;
using Cairn.Api.Defaulting;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Api.Validation;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Caching;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Conditions;
using Cairn.Kubernetes.Controllers;
using Cairn.Layout.Backends;
using Cairn.Layout.Metadata;
using Cairn.Operator.Hosting;
using Cairn.Operator.Jobs;

namespace Cairn.Operator.Controllers.BackupStorages;

/// <summary>
/// A BackupStorage: its Secret, its <c>metadata.yaml</c>, the objects that it holds already, and what they add up to.
/// </summary>
internal sealed class BackupStorageReconciler(OperatorServices services, StorageFiles files, VolumeJobs jobs) : IReconciler
{
    /// <summary>How often a storage that works is looked at: Secrets are not watched, so that the operator need not hold all of a cluster.</summary>
    private static readonly TimeSpan ReadyPause = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(10);

    /// <summary>A thousand Repositories that change at once are a few rounds, not a thousand.</summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, long> _lastRounds = new();
    private readonly StorageSync _sync = new(services);
    private readonly StorageDeletion _deletion = new(services, files, jobs);
    private readonly IObjectCache<Repository> _repositories = services.Manager.Cache<Repository>();

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        BackupStorage? storage = await services.Client.FindAsync<BackupStorage>(name, cancellationToken);
        if (storage is null)
        {
            return ReconcileResult.Done;
        }

        if (storage.Metadata.DeletionTimestamp is not null)
        {
            return await _deletion.RunAsync(storage, cancellationToken);
        }

        if (RestOf(storage) is { } rest)
        {
            return ReconcileResult.After(rest);
        }

        storage = await services.Client.SetFinalizerAsync(storage, Finalizers.Cleanup, isPresent: true, cancellationToken);
        BackupStorageStatus status = storage.Status ?? new BackupStorageStatus();
        try
        {
            status = await AdvanceAsync(storage, status, cancellationToken);
        }
        catch (StorageProblemException error)
        {
            status = Fail(storage, status, error);
        }

        if (IsInitialized(status) || IsAdopted(status))
        {
            status = StorageTotals.Apply(status, _repositories.ByIndex(StorageReferences.ByStorage, name.ToString()));
        }

        status = status with { Phase = StoragePhaseRules.Of(status) };
        await services.Client.UpdateStatusIfChangedAsync(storage, storage with { Status = status }, cancellationToken);
        return services.After(status.Phase == StoragePhases.Ready ? ReadyPause : RetryPause);
    }

    private static bool IsInitialized(BackupStorageStatus status) => ConditionChanges.IsTrue(status.Conditions, ConditionTypes.BackendInitialized);

    /// <summary>
    /// Whether what the storage held was taken over once. It must not be again, when the storage was not reachable for a while: Repositories that were
    /// deleted meanwhile would come back.
    /// </summary>
    private static bool IsAdopted(BackupStorageStatus status) => status.TotalSize is not null;

    /// <summary>How long to wait because the last round was a moment ago; null: go on.</summary>
    private TimeSpan? RestOf(BackupStorage storage)
    {
        long now = services.Clock.GetTimestamp();
        if (storage.Status?.Phase == StoragePhases.Ready && _lastRounds.TryGetValue(storage.Metadata.Uid, out long last)
            && (LeastPause * services.PauseFactor) - services.Clock.GetElapsedTime(last, now) is var rest && rest > TimeSpan.Zero)
        {
            return rest;
        }

        _lastRounds[storage.Metadata.Uid] = now;
        return null;
    }

    private async Task<BackupStorageStatus> AdvanceAsync(BackupStorage storage, BackupStorageStatus status, CancellationToken cancellationToken)
    {
        BackupStorage complete = (BackupStorage)ApiDefaults.Complete(storage, services.Lookup);
        if (ApiValidator.Check(complete, services.Lookup).FirstOrDefault(item => item.Severity == ProblemSeverity.Error) is { } problem)
        {
            throw new StorageProblemException(problem.ToString(), isSecretMissing: false);
        }

        if (StorageAccess.IsVolume(storage))
        {
            return IsInitialized(status) ? status : await InitializeVolumeAsync(storage, status, cancellationToken);
        }

        if (StorageAccess.SecretNameOf(storage) is not null)
        {
            await files.ReadSecretAsync(storage, cancellationToken);
            status = With(status, ConditionTypes.BackendSecretFound, true, Reasons.BackendSecretAvailable, "Backend secret exists.");
        }
        else
        {
            status = status with { Conditions = ConditionChanges.Remove(status.Conditions, ConditionTypes.BackendSecretFound) };
        }

        return await InitializeBucketAsync(storage, status, cancellationToken);
    }

    private async Task<BackupStorageStatus> InitializeBucketAsync(
        BackupStorage storage, BackupStorageStatus status, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredRepository> missing = IsAdopted(status)
            ? [.. (status.Repositories ?? []).Where(item => item.Synced == false)]
            : await FindStoredAsync(storage, cancellationToken);
        if (missing.Count > 0)
        {
            IReadOnlyList<StoredRepository> results = await files.UseAsync(
                storage, (store, token) => _sync.RunAsync(storage, store, missing, token), cancellationToken);
            status = status with { Repositories = results };
        }

        await WriteMetadataAsync(storage, cancellationToken);
        return Initialized(storage, status);
    }

    /// <summary>What the storage says it has; it is given its file when it has none.</summary>
    private async Task<IReadOnlyList<StoredRepository>> FindStoredAsync(BackupStorage storage, CancellationToken cancellationToken) =>
        await files.UseAsync(
            storage,
            async (store, token) =>
            {
                if (await store.FindBackendAsync(token) is { } known)
                {
                    return known.Repositories;
                }

                await store.CreateAsync(token);
                return [];
            },
            cancellationToken);

    private Task WriteMetadataAsync(BackupStorage storage, CancellationToken cancellationToken)
    {
        IReadOnlyList<Repository> repositories = Living(storage);
        return files.ChangeMetadataAsync(
            storage,
            before => before is null
                ? StorageTotals.Apply(
                    new BackendMetadata { CreationTimestamp = services.Clock.GetUtcNow(), OperatorVersion = services.Version }, repositories)
                : StorageTotals.Apply(before, repositories),
            cancellationToken);
    }

    /// <summary>Those that are going away are left out: the one who erases a directory takes it out of the file, and it must not come back.</summary>
    private IReadOnlyList<Repository> Living(BackupStorage storage) =>
        [.. _repositories.ByIndex(StorageReferences.ByStorage, NamespacedName.Of(storage).ToString())
            .Where(item => item.Metadata.DeletionTimestamp is null)];

    private async Task<BackupStorageStatus> InitializeVolumeAsync(
        BackupStorage storage, BackupStorageStatus status, CancellationToken cancellationToken)
    {
        VolumeJobOutcome outcome = await jobs.RunAsync(StorageJobs.Initialize(storage, services.Jobs), cancellationToken);
        return outcome.State switch
        {
            VolumeJobState.Succeeded => Initialized(storage, status),
            VolumeJobState.Failed => throw new StorageProblemException(outcome.Message, isSecretMissing: false),
            _ => status,
        };
    }

    private BackupStorageStatus Initialized(BackupStorage storage, BackupStorageStatus status)
    {
        if (!IsInitialized(status))
        {
            services.Events.Normal(storage, Reasons.BackendInitializationSucceeded, "The storage is ready to be used.");
        }

        return With(status, ConditionTypes.BackendInitialized, true, Reasons.BackendInitializationSucceeded, "Successfully initialized backend.");
    }

    private BackupStorageStatus Fail(BackupStorage storage, BackupStorageStatus status, StorageProblemException error)
    {
        string type = error.IsSecretMissing ? ConditionTypes.BackendSecretFound : ConditionTypes.BackendInitialized;
        string reason = error.IsSecretMissing ? Reasons.BackendSecretNotAvailable : Reasons.BackendInitializationFailed;
        if (ConditionChanges.Find(status.Conditions, type)?.Message != error.Message)
        {
            services.Events.Warning(storage, reason, error.Message);
        }

        return With(status, type, false, reason, error.Message);
    }

    private BackupStorageStatus With(BackupStorageStatus status, string type, bool value, string reason, string message) =>
        status with { Conditions = ConditionChanges.Set(status.Conditions, type, value, reason, message, services.Clock.GetUtcNow()) };
}
