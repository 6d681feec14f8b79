using System.Collections.Concurrent;
using Cairn.Api.Rules.Access;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Caching;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Conditions;
using Cairn.Kubernetes.Controllers;
using Cairn.Layout.Backends;
using Cairn.Operator.Hosting;
using Cairn.Operator.Jobs;
using k8s.Models;

namespace Cairn.Operator.Controllers.Repositories;

/// <summary>A Repository: its file in the storage, and what its Snapshots add up to.</summary>
internal sealed class RepositoryReconciler(OperatorServices services, StorageFiles files, VolumeJobs jobs) : IReconciler
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan JobPause = TimeSpan.FromSeconds(2);

    private readonly RepositoryDeletion _deletion = new(services, files, jobs);
    private readonly IObjectCache<BackupStorage> _storages = services.Manager.Cache<BackupStorage>();
    private readonly IObjectCache<Snapshot> _snapshots = services.Manager.Cache<Snapshot>();

    /// <summary>What this process wrote last, by UID: a file that has not changed is not written again.</summary>
    private readonly ConcurrentDictionary<string, Repository> _written = new();

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        Repository? repository = await services.Client.FindAsync<Repository>(name, cancellationToken);
        if (repository is null)
        {
            return ReconcileResult.Done;
        }

        if (repository.Metadata.DeletionTimestamp is not null)
        {
            _written.TryRemove(repository.Metadata.Uid, out _);
            return await _deletion.RunAsync(repository, cancellationToken);
        }

        if (repository.Spec?.Paused == true)
        {
            return ReconcileResult.Done;
        }

        repository = await services.Client.SetFinalizerAsync(repository, Finalizers.Cleanup, isPresent: true, cancellationToken);
        return await AdvanceAsync(repository, cancellationToken);
    }

    private static bool IsInitialized(RepositoryStatus status) => ConditionChanges.IsTrue(status.Conditions, ConditionTypes.RepositoryInitialized);

    private async Task<ReconcileResult> AdvanceAsync(Repository repository, CancellationToken cancellationToken)
    {
        IReadOnlyList<Snapshot> snapshots = _snapshots.ByIndex(StorageReferences.ByRepository, NamespacedName.Of(repository).ToString());
        RepositoryStatus status = RepositoryAggregates.Apply(repository.Status ?? new RepositoryStatus(), snapshots);
        bool isPending = false;
        try
        {
            BackupStorage storage = FindStorage(repository);
            RepositoryStatus done = Initialized(status);
            Repository content = repository with { Status = done with { Phase = StoragePhaseRules.Of(done) } };
            isPending = !await WriteFileAsync(storage, content, IsInitialized(status), cancellationToken);
            status = isPending ? status : done;
        }
        catch (StorageProblemException error)
        {
            status = Fail(repository, status, error);
            isPending = true;
        }

        status = status with { Phase = StoragePhaseRules.Of(status) };
        await services.Client.UpdateStatusIfChangedAsync(repository, repository with { Status = status }, cancellationToken);
        return !isPending ? ReconcileResult.Done : services.After(IsInitialized(status) ? RetryPause : JobPause);
    }

    /// <summary>The storage, once this Repository may use it and it works.</summary>
    private BackupStorage FindStorage(Repository repository)
    {
        NamespacedName name = StorageReferences.StorageOf(repository);
        BackupStorage storage = _storages.Find(name)
            ?? throw new StorageProblemException($"There is no BackupStorage {name}: create it.", isSecretMissing: false);
        string user = repository.Metadata.NamespaceProperty;
        UsageDecision decision = UsageRules.Decide(
            storage.Spec?.UsagePolicy, $"BackupStorage {name}", name.Namespace, user, services.Lookup.LabelsOfNamespace(user));
        return !decision.IsAllowed ? throw new StorageProblemException(decision.Reason!, isSecretMissing: false)
            : storage.Status?.Phase == StoragePhases.Ready ? storage
            : throw new StorageProblemException($"The BackupStorage {name} is not ready: see its conditions.", isSecretMissing: false);
    }

    /// <summary>Brings the file up to date; false: a Job is at it.</summary>
    private async Task<bool> WriteFileAsync(BackupStorage storage, Repository content, bool isInitialized, CancellationToken cancellationToken)
    {
        if (StorageAccess.IsVolume(storage))
        {
            // Once it is there, the Jobs that write the files of Snapshots keep it up to date: one Job for each change would be more work than the backup.
            return isInitialized || await UploadAsync(storage, content, cancellationToken);
        }

        Repository stored = WithoutStamps(content);
        if (_written.TryGetValue(content.Metadata.Uid, out Repository? last) && AreEqual(last, stored))
        {
            return true;
        }

        await files.UseAsync(
            storage,
            async (store, token) =>
            {
                Repository? found = last is null ? await store.FindRepositoryAsync(content.Spec?.Path ?? "", token) : null;
                ThrowIfForeign(found, content);
                if (found is null || !AreEqual(WithoutStamps(found), stored))
                {
                    await store.SaveRepositoryAsync(content, token);
                }
            },
            cancellationToken);
        _written[content.Metadata.Uid] = stored;
        return true;
    }

    private async Task<bool> UploadAsync(BackupStorage storage, Repository repository, CancellationToken cancellationToken)
    {
        VolumeJobOutcome outcome = await jobs.RunAsync(StorageJobs.Upload(storage, repository, services.Jobs), cancellationToken);
        return outcome.State != VolumeJobState.Failed
            ? outcome.State == VolumeJobState.Succeeded
            : throw new StorageProblemException(outcome.Message, isSecretMissing: false);
    }

    /// <summary>Two applications in one directory would each erase what the other one needs.</summary>
    private static void ThrowIfForeign(Repository? found, Repository own)
    {
        if (found is not null && (found.Metadata.Name != own.Metadata.Name || found.Metadata.NamespaceProperty != own.Metadata.NamespaceProperty))
        {
            throw new StorageProblemException(
                $"The directory {own.Spec?.Path} of the storage belongs to the Repository {NamespacedName.Of(found)}: choose another directory.",
                isSecretMissing: false);
        }
    }

    private RepositoryStatus Initialized(RepositoryStatus status) => status with
    {
        Conditions = ConditionChanges.Set(
            status.Conditions, ConditionTypes.RepositoryInitialized, true, Reasons.RepositoryInitializationSucceeded,
            "Successfully initialized repository", services.Clock.GetUtcNow()),
    };

    /// <summary>A Repository that was ready stays so while its storage is away: what cannot be stored then fails by itself and says why.</summary>
    private RepositoryStatus Fail(Repository repository, RepositoryStatus status, StorageProblemException error)
    {
        if (IsInitialized(status))
        {
            services.Events.Warning(repository, Reasons.MetadataNotWritten, $"{error.Message} It is tried again.");
            return status;
        }

        if (ConditionChanges.Find(status.Conditions, ConditionTypes.RepositoryInitialized)?.Message != error.Message)
        {
            services.Events.Warning(repository, Reasons.RepositoryInitializationFailed, error.Message);
        }

        return status with
        {
            Conditions = ConditionChanges.Set(
                status.Conditions, ConditionTypes.RepositoryInitialized, false, Reasons.RepositoryInitializationFailed, error.Message,
                services.Clock.GetUtcNow()),
        };
    }

    /// <summary>Without what changes with every write to the API server.</summary>
    private static Repository WithoutStamps(Repository value) => value with
    {
        Metadata = new V1ObjectMeta
        {
            Name = value.Metadata.Name,
            NamespaceProperty = value.Metadata.NamespaceProperty,
            Labels = value.Metadata.Labels,
            Annotations = value.Metadata.Annotations,
        },
    };

    private static bool AreEqual(Repository one, Repository other) =>
        System.Text.Json.Nodes.JsonNode.DeepEquals(Api.Serialization.ApiJson.Write(one), Api.Serialization.ApiJson.Write(other));
}
