using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Api.Validation;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Controllers.BackupConfigurations;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;
using k8s.Models;

namespace Cairn.Operator.Controllers.RestoreSessions;

/// <summary>
/// One restore: (1) held against the rules; (2) the Snapshot chosen, and the choice written down; (3) the target found; (4) backups of the target paused;
/// (5) the Job; (6) watched until every component has ended, and ended here if it does not end itself; (7) backups resumed, and over. Each step records what
/// it did; after a kill the next call goes on with the first step that is not recorded.
/// </summary>
internal sealed class RestoreSessionReconciler(SessionServices services) : IReconciler
{
    private readonly SourceSteps _source = new(services);
    private readonly PauseSteps _pause = new(services);
    private readonly RestoreExecutorSteps _executor = new(services);
    private readonly RestoreEndSteps _end = new(services, new PauseSteps(services));

    /// <summary>Describes the controller: which changes concern which sessions.</summary>
    public static void Register(SessionServices services, int workers)
    {
        IEnumerable<NamespacedName> Waiting() => services.Manager.Cache<RestoreSession>().List()
            .Where(session => !RestoreSessionRun.IsOver(session) && !Conditions.Has(session.Status?.Conditions, ConditionTypes.RestoreExecutorEnsured))
            .Select(NamespacedName.Of);
        services.Manager.For<RestoreSession>()
            .Owns<V1Job>()
            .Watches<AppBinding>(_ => Waiting())
            .Watches<Repository>(_ => Waiting())
            .Run(new RestoreSessionReconciler(services), workers);
    }

    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        RestoreSession? session = await services.Client.FindAsync<RestoreSession>(name, cancellationToken);
        if (session is null)
        {
            _executor.Forget(name);
            return ReconcileResult.Done;
        }

        if (session.Metadata.DeletionTimestamp is not null)
        {
            await _end.CleanUpAsync(session, cancellationToken);
            return ReconcileResult.Done;
        }

        if (RestoreSessionRun.IsOver(session))
        {
            _executor.Forget(name);
            return ReconcileResult.Done;
        }

        RestoreSessionRun run = new(services, await services.Client.EnsureFinalizerAsync(session, cancellationToken));
        Func<RestoreSessionRun, CancellationToken, Task<ReconcileResult?>>[] steps =
        [
            ValidateAsync, _source.ChooseAsync, _source.FindTargetAsync, _pause.PauseAsync, _executor.EnsureAsync, _executor.WatchAsync, _end.FinishAsync,
        ];
        foreach (Func<RestoreSessionRun, CancellationToken, Task<ReconcileResult?>> step in steps)
        {
            if (await step(run, cancellationToken) is { } result)
            {
                return result;
            }
        }

        return ReconcileResult.Done;
    }

    /// <summary>What has begun is not judged again: the answer could not change what was done.</summary>
    private async Task<ReconcileResult?> ValidateAsync(RestoreSessionRun run, CancellationToken cancellationToken)
    {
        if (run.Has(ConditionTypes.RestoreExecutorEnsured))
        {
            return null;
        }

        string[] problems = [.. ApiValidator.Check(run.Session, services.Lookup).Where(problem => problem.Severity == ProblemSeverity.Error)
            .Select(problem => problem.ToString())];
        bool isValid = problems.Length == 0;
        string? missing = NotSupported.OfRestore(run.Session.Spec);
        await run.SaveAsync(
            status => status with
            {
                Conditions = missing is null ? Validated(status) : Conditions.Set(
                    Validated(status), NotSupported.Condition, false, NotSupported.Reason, missing, services.Now),
            },
            cancellationToken);
        return isValid ? null : ReconcileResult.Done;

        IReadOnlyList<Cairn.Api.Meta.Condition> Validated(RestoreSessionStatus status) => Conditions.Set(
            status.Conditions, ConditionTypes.ValidationPassed, isValid, isValid ? "ResourceValidationPassed" : "ResourceValidationFailed",
            isValid ? "Validation has been passed successfully." : string.Join("; ", problems), services.Now);
    }
}
