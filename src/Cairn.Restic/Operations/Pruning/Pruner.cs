using Cairn.Restic.Blobs;
using Cairn.Restic.Indexes;
using Cairn.Restic.Locks;
using Cairn.Restic.Packs;
using Cairn.Restic.References;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations.Pruning;

/// <summary>
/// Frees the space that no snapshot needs. Others may use the repository all the time but for the deletion at the end.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>Under a shared lock: list the snapshots, load the index, mark what the snapshots use, decide (<see cref="PrunePlan"/>), and write the used
/// blobs of badly used packs to new packs. Any contradiction that touches used data ends the prune here, with nothing changed.</item>
/// <item>Under an exclusive lock (<see cref="PruneDeletion"/>): look again. What a backup that ran meanwhile uses is taken off the list. When
/// another prune was quicker, begin anew. Prove that the storage has all that must stay; then write the new index files, delete the old ones,
/// and delete the packs.</item>
/// </list>
/// Killed at any moment, it leaves a repository in which every snapshot can be restored, and which the next prune tidies.
/// </remarks>
public sealed class Pruner(ResticRepository repository, LockOptions lockOptions)
{
    private const int MaxAttempts = 3;

    /// <summary>Is told when a stage begins.</summary>
    public Action<PruneStage>? OnStage { get; init; }

    /// <summary>Runs the prune and returns what it found and did. <paramref name="progress"/> counts the bytes of repacked blobs.</summary>
    public async Task<PruneFigures> RunAsync(PruneOptions options, TransferProgress progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        for (int attempt = 1; ; attempt++)
        {
            PruneDeletion deletion = await PrepareAsync(options, progress, cancellationToken);
            if (options.DryRun || !deletion.HasWork)
            {
                return deletion.Plan.Figures;
            }

            if (await DeleteAsync(deletion, options, cancellationToken))
            {
                return deletion.Plan.Figures;
            }

            if (attempt == MaxAttempts)
            {
                throw new RepositoryException(RepositoryErrorKind.Locked,
                    $"Another prune changed the repository at {repository.Backend.Location} {MaxAttempts} times while this one was preparing. Nothing that is "
                    + "needed was deleted. Run only one prune at a time.");
            }
        }
    }

    private async Task<PruneDeletion> PrepareAsync(PruneOptions options, TransferProgress progress, CancellationToken cancellationToken)
    {
        await using RepositoryLock shared = await RepositoryLock.AcquireAsync(repository, lockOptions with { Exclusive = false }, cancellationToken);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, shared.Lost);
        try
        {
            OnStage?.Invoke(PruneStage.Marking);
            (PrunePlan plan, PruneDeletion deletion) = await PlanAsync(options, stop.Token);
            if (!options.DryRun && plan.Repack.Count > 0)
            {
                OnStage?.Invoke(PruneStage.Repacking);
                bool compress = options.RepackUncompressed && repository.Config.Version >= 2;
                await new Repacker(repository, shared, compress).RunAsync(plan.BlobsToRepack(), progress, stop.Token);
            }

            return deletion;
        }
        catch (OperationCanceledException e) when (shared.Lost.IsCancellationRequested)
        {
            throw Lost(e);
        }
    }

    private async Task<(PrunePlan Plan, PruneDeletion Deletion)> PlanAsync(PruneOptions options, CancellationToken cancellationToken)
    {
        // Snapshots before the index: what a backup adds meanwhile is then either not seen or complete.
        IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> snapshots = await repository.Snapshots.ListAsync(cancellationToken);
        IndexLoader loader = new(repository);
        await loader.LoadAsync(onDamaged: null, cancellationToken);
        repository.UseIndex(loader.Index);
        ReferenceWalk walk = new(repository, onFault: e => throw new RepositoryException(
            RepositoryErrorKind.Damaged, $"Nothing was pruned, because a snapshot cannot be read completely. {e.Message}", e));
        await walk.MarkAsync(snapshots, cancellationToken);
        Dictionary<PackId, long> stored = await repository.ListPacksAsync(cancellationToken);
        PrunePlan plan = PrunePlan.Create(loader.Index, walk.Marks, snapshots.Count, stored, options, repository.Settings.PackSize);
        return (plan, new PruneDeletion(repository, plan, loader, walk, snapshots.Select(snapshot => snapshot.Id).ToHashSet()));
    }

    private async Task<bool> DeleteAsync(PruneDeletion deletion, PruneOptions options, CancellationToken cancellationToken)
    {
        OnStage?.Invoke(PruneStage.Waiting);
        LockOptions exclusiveOptions = lockOptions with
        {
            Exclusive = true,
            RetryFor = options.ExclusiveWait > lockOptions.RetryFor ? options.ExclusiveWait : lockOptions.RetryFor,
        };
        await using RepositoryLock exclusive = await RepositoryLock.AcquireAsync(repository, exclusiveOptions, cancellationToken);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, exclusive.Lost);
        try
        {
            OnStage?.Invoke(PruneStage.Deleting);
            return await deletion.TryRunAsync(exclusive, stop.Token);
        }
        catch (OperationCanceledException e) when (exclusive.Lost.IsCancellationRequested)
        {
            throw Lost(e);
        }
    }

    private RepositoryException Lost(Exception e) => new(
        RepositoryErrorKind.LockLost,
        $"The lock on {repository.Backend.Location} could not be refreshed in time, or somebody removed it; the prune stopped. Nothing that is needed was "
        + "deleted. Repeat it.",
        e);
}
