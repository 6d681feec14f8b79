using Cairn.Api.Core;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;

namespace Cairn.Operator.Controllers.BackupSessions;

/// <summary>
/// One backup: (1) admitted, or skipped when its plan is not ready or another backup of it runs; (2) Snapshots; (3) the Job; (4) watched until every
/// Snapshot has ended, and ended here if it does not end itself; (5) retention; (6) older sessions removed; (7) over; (8) tried again, if the plan
/// says so. Each step records what it did; after a kill the next call goes on with the first step that is not recorded.
/// </summary>
internal sealed class BackupSessionReconciler(SessionServices services) : IReconciler
{
    private readonly Admission _admission = new(services);
    private readonly SnapshotSteps _snapshots = new(services);
    private readonly ExecutorSteps _executor = new(services);
    private readonly RetentionSteps _retention = new(services);
    private readonly EndSteps _end = new(services);

    /// <summary>Describes the controller: which changes concern which sessions.</summary>
    public static void Register(SessionServices services, int workers)
    {
        BackupSessionReconciler reconciler = new(services);
        services.Manager.AddIndex<BackupSession>(BackupSessionIndex.ByPlan, BackupSessionIndex.PlanOf);
        services.Manager.For<BackupSession>()
            .Owns<k8s.Models.V1Job>()
            .Watches<Snapshot>(snapshot => snapshot.Spec?.BackupSession is { Length: > 0 } name
                ? [new NamespacedName(snapshot.Metadata.NamespaceProperty, name)] : [])
            .Watches<Repository>(repository => services.Manager.Cache<BackupSession>().List(repository.Metadata.NamespaceProperty)
                .Where(session => !BackupSessionRun.IsOver(session)).Select(NamespacedName.Of))
            .Run(reconciler, workers);
    }

    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        // What is over and settled is looked at from memory: most sessions of a cluster are.
        if (services.Manager.Cache<BackupSession>().Find(name) is { } known && IsSettled(known))
        {
            return ReconcileResult.Done;
        }

        BackupSession? session = await services.Client.FindAsync<BackupSession>(name, cancellationToken);
        if (session is null)
        {
            _admission.Forget(name);
            _executor.Forget(name);
            return ReconcileResult.Done;
        }

        if (session.Metadata.DeletionTimestamp is not null)
        {
            await _end.CleanUpAsync(session, cancellationToken);
            return ReconcileResult.Done;
        }

        if (BackupSessionRun.IsOver(session))
        {
            _admission.Forget(name);
            _executor.Forget(name);
            return await _end.RetryAsync(session, cancellationToken);
        }

        return await RunAsync(await services.Client.EnsureFinalizerAsync(session, cancellationToken), cancellationToken);
    }

    private static bool IsSettled(BackupSession session) =>
        session.Metadata.DeletionTimestamp is null && BackupSessionRun.IsOver(session)
        && (session.Status?.NextRetry is null || session.Status.Retried == true);

    private async Task<ReconcileResult> RunAsync(BackupSession session, CancellationToken cancellationToken)
    {
        BackupSessionRun? run = await _admission.AdmitAsync(session, cancellationToken);
        if (run is null)
        {
            return ReconcileResult.Done;
        }

        Func<BackupSessionRun, CancellationToken, Task<ReconcileResult?>>[] steps =
            [_snapshots.EnsureAsync, _executor.EnsureAsync, _executor.WatchAsync, _retention.EnsureAsync, _retention.WatchAsync, _end.FinishAsync];
        foreach (Func<BackupSessionRun, CancellationToken, Task<ReconcileResult?>> step in steps)
        {
            if (await step(run, cancellationToken) is { } result)
            {
                return result;
            }
        }

        _admission.Forget(NamespacedName.Of(session));
        return await _end.RetryAsync(run.Session, cancellationToken);
    }
}
