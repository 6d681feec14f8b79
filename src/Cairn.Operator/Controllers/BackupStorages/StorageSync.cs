using Cairn.Api.Rules.Access;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Layout;
using Cairn.Layout.Metadata;
using Cairn.Operator.Hosting;

namespace Cairn.Operator.Controllers.BackupStorages;

/// <summary>
/// Makes the Repositories and Snapshots that a storage holds: after its BackupStorage was deleted and made again, or after a whole cluster was lost. What is
/// there already is left as it is, so that it can be called again after having been killed anywhere.
/// </summary>
internal sealed class StorageSync(OperatorServices services)
{
    /// <summary>Brings some entries of <c>metadata.yaml</c> into the cluster.</summary>
    /// <returns>The entries, each with whether it is there now and why not.</returns>
    public async Task<IReadOnlyList<StoredRepository>> RunAsync(
        BackupStorage storage, MetadataStore store, IEnumerable<StoredRepository> entries, CancellationToken cancellationToken)
    {
        List<StoredRepository> results = [];
        foreach (StoredRepository entry in entries)
        {
            results.Add(await TakeAsync(storage, store, entry, cancellationToken));
        }

        return results;
    }

    private async Task<StoredRepository> TakeAsync(
        BackupStorage storage, MetadataStore store, StoredRepository entry, CancellationToken cancellationToken)
    {
        try
        {
            string? problem = Forbid(storage, entry) ?? await SyncAsync(storage, store, entry, cancellationToken);
            return Result(storage, entry, problem);
        }
        catch (MetadataException error)
        {
            return Result(storage, entry, error.Message);
        }
        catch (ClusterException error) when (error.Kind is ClusterErrorKind.NotFound or ClusterErrorKind.Invalid or ClusterErrorKind.Forbidden)
        {
            return Result(storage, entry, error.Message);
        }
    }

    private StoredRepository Result(BackupStorage storage, StoredRepository entry, string? problem)
    {
        if (problem is null)
        {
            services.Events.Normal(storage, Reasons.Synchronized, $"The Repository {entry.Namespace}/{entry.Name} of the storage is in the cluster.");
        }
        else
        {
            services.Events.Warning(storage, Reasons.SynchronizationFailed, $"The Repository {entry.Namespace}/{entry.Name} of the storage: {problem}");
        }

        return entry with { Synced = problem is null, Error = problem };
    }

    private string? Forbid(BackupStorage storage, StoredRepository entry)
    {
        if (string.IsNullOrEmpty(entry.Name) || string.IsNullOrEmpty(entry.Namespace))
        {
            return "metadata.yaml has an entry without a name or namespace";
        }

        IReadOnlyDictionary<string, string>? labels = services.Lookup.LabelsOfNamespace(entry.Namespace);
        if (labels is null && services.Lookup.IsComplete)
        {
            return $"the namespace {entry.Namespace} does not exist: create it, and the Repository follows";
        }

        string what = $"BackupStorage {NamespacedName.Of(storage)}";
        UsageDecision decision = UsageRules.Decide(
            storage.Spec?.UsagePolicy, what, storage.Metadata.NamespaceProperty, entry.Namespace, labels);
        return decision.IsAllowed ? null : decision.Reason;
    }

    private async Task<string?> SyncAsync(
        BackupStorage storage, MetadataStore store, StoredRepository entry, CancellationToken cancellationToken)
    {
        Repository? found = await store.FindRepositoryAsync(entry.Path ?? "", cancellationToken);
        if (found is null)
        {
            return $"its file {StoragePaths.RepositoryFile(entry.Path ?? "")} is not in the storage";
        }

        Repository wanted = StoredObjects.Prepare(found, entry, storage);
        await services.Client.CreateIfMissingAsync(wanted, cancellationToken);
        Repository made = await services.Client.GetAsync<Repository>(NamespacedName.Of(wanted), cancellationToken);
        if (StorageReferences.StorageOf(made) != NamespacedName.Of(storage)
            || StoragePaths.Join(made.Spec?.Path ?? "") != StoragePaths.Join(entry.Path ?? ""))
        {
            return "a Repository of this name is in the cluster that belongs to another storage or directory";
        }

        if (made.Status is null && wanted.Status is not null)
        {
            made = await services.Client.UpdateStatusAsync(made with { Status = wanted.Status }, cancellationToken);
        }

        return await SyncSnapshotsAsync(store, made, cancellationToken);
    }

    private async Task<string?> SyncSnapshotsAsync(MetadataStore store, Repository repository, CancellationToken cancellationToken)
    {
        List<string> problems = [];
        await foreach (StoredSnapshot stored in store.ListSnapshotsAsync(repository.Spec?.Path ?? "", cancellationToken))
        {
            if (stored.Snapshot is { Metadata.Name: not null } snapshot)
            {
                await MakeAsync(StoredObjects.Prepare(snapshot, repository, services.Clock.GetUtcNow()), cancellationToken);
            }
            else
            {
                problems.Add(stored.Problem ?? $"{stored.Path} has no name");
            }
        }

        return problems.Count == 0 ? null : $"{problems.Count} files of Snapshots cannot be read: {problems[0]}";
    }

    private async Task MakeAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        await services.Client.CreateIfMissingAsync(snapshot, cancellationToken);
        Snapshot made = await services.Client.GetAsync<Snapshot>(NamespacedName.Of(snapshot), cancellationToken);
        if (made.Status?.Components is not { Count: > 0 })
        {
            await services.Client.UpdateStatusAsync(made with { Status = snapshot.Status }, cancellationToken);
        }
    }
}
