using System.Globalization;
using System.Text.Json.Nodes;
using Cairn.Api.Meta;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Objects;

namespace Cairn.Operator.Tests.Support;

/// <summary>Stands in for the reconcilers of the storage side: everything is ready at once, metadata files are stored at once.</summary>
internal sealed class FakeStorages(IClusterClient client)
{
    /// <summary>Whether metadata files are stored.</summary>
    public bool IsStoring { get; set; } = true;

    public void Register(ControllerManager manager)
    {
        manager.For<BackupStorage>().Run(new Step<BackupStorage>(client, StorageAsync), 1);
        manager.For<Repository>().Run(new Step<Repository>(client, RepositoryAsync), 1);
        manager.For<Snapshot>().Run(new Step<Snapshot>(client, SnapshotAsync), 1);
    }

    private static JsonArray Condition(string type) => new(new JsonObject
    {
        ["type"] = type,
        ["status"] = "True",
        ["reason"] = "Fake",
        ["lastTransitionTime"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    });

    private async Task StorageAsync(BackupStorage storage, CancellationToken cancellationToken)
    {
        if (storage.Status?.Phase != "Ready")
        {
            JsonObject status = new() { ["phase"] = "Ready", ["conditions"] = Condition(ConditionTypes.BackendInitialized) };
            await client.PatchStatusAsync<BackupStorage>(NamespacedName.Of(storage), new JsonObject { ["status"] = status }, cancellationToken);
        }
    }

    private async Task RepositoryAsync(Repository repository, CancellationToken cancellationToken)
    {
        if (repository.Metadata.DeletionTimestamp is not null)
        {
            await client.RemoveFinalizerAsync(repository, cancellationToken);
        }
        else if (repository.Status?.Phase != "Ready")
        {
            JsonObject status = new() { ["phase"] = "Ready", ["conditions"] = Condition(ConditionTypes.RepositoryInitialized) };
            await client.PatchStatusAsync<Repository>(NamespacedName.Of(repository), new JsonObject { ["status"] = status }, cancellationToken);
        }
    }

    private async Task SnapshotAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.Metadata.DeletionTimestamp is not null)
        {
            await client.RemoveFinalizerAsync(snapshot, cancellationToken);
            return;
        }

        bool isEnded = SnapshotPhaseRules.OfComponents(snapshot.Status) is SnapshotPhases.Succeeded or SnapshotPhases.Failed;
        if (isEnded && IsStoring && snapshot.Status?.Conditions?.Any(item => item.Type == ConditionTypes.SnapshotMetadataUploaded) != true)
        {
            SnapshotStatus status = snapshot.Status! with
            {
                Conditions = Cairn.Operator.Statuses.Conditions.Set(
                    snapshot.Status.Conditions, ConditionTypes.SnapshotMetadataUploaded, true, "Fake", null, TimeProvider.System.GetUtcNow()),
            };
            await client.SaveStatusAsync(snapshot, snapshot with { Status = status with { Phase = SnapshotPhaseRules.Of(status) } }, cancellationToken);
        }
    }

    private sealed class Step<T>(IClusterClient client, Func<T, CancellationToken, Task> step) : IReconciler
        where T : ApiObject
    {
        public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
        {
            if (await client.FindAsync<T>(name, cancellationToken) is { } value)
            {
                await step(value, cancellationToken);
            }

            return ReconcileResult.Done;
        }
    }
}
