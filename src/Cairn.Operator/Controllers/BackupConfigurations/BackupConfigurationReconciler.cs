using Cairn.Api.Addons;
using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Defaulting;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Api.Validation;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;
using k8s.Models;

namespace Cairn.Operator.Controllers.BackupConfigurations;

/// <summary>
/// A plan: (1) held against the rules; (2) what it refers to is looked up; (3) its Repositories are made; (4) each session gets its CronJob, and those of
/// sessions that are gone go; (5) the status says all that; (6) the first backup of each session begins at once.
/// </summary>
internal sealed class BackupConfigurationReconciler(SessionServices services) : IReconciler
{
    private readonly PlanReferences _references = new(services);
    private readonly PlanRepositories _repositories = new(services);
    private readonly PlanSchedules _schedules = new(services);
    private readonly PlanEnd _end = new(services);

    /// <summary>Describes the controller: which changes concern which plans.</summary>
    public static void Register(SessionServices services, int workers)
    {
        PlanIndexes.AddTo(services.Manager);
        PlanIndexes indexes = new(services.Manager);
        services.Manager.For<BackupConfiguration>()
            .Owns<V1CronJob>()
            .Watches<BackupStorage>(indexes.OfStorage)
            .Watches<RetentionPolicy>(indexes.OfPolicy)
            .Watches<Repository>(indexes.OfRepository)
            .Watches<AppBinding>(indexes.OfTarget)
            .Watches<Addon>(indexes.OfAddon)
            .Watches<BackupSession>(indexes.OfSession)
            .Run(new BackupConfigurationReconciler(services), workers);
    }

    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        BackupConfiguration? stored = services.Manager.Cache<BackupConfiguration>().Find(name);
        if (stored is null)
        {
            return ReconcileResult.Done;
        }

        if (stored.Metadata.DeletionTimestamp is not null)
        {
            return await _end.CleanUpAsync(stored, cancellationToken);
        }

        stored = await services.Client.EnsureFinalizerAsync(stored, cancellationToken);
        BackupConfiguration plan = (BackupConfiguration)ApiDefaults.Complete(stored, services.Lookup);

        // :: Step 1
        string? problem = ProblemOf(plan);
        BackupConfigurationStatus status = (stored.Status ?? new BackupConfigurationStatus()) with
        {
            Conditions = Conditions.Set(
                stored.Status?.Conditions, ConditionTypes.ValidationPassed, problem is null,
                problem is null ? "ResourceValidationPassed" : "ResourceValidationFailed",
                problem ?? "Validation has been passed successfully.", services.Now),
        };
        if (problem is not null)
        {
            if (!Conditions.IsFalse(stored.Status?.Conditions, ConditionTypes.ValidationPassed))
            {
                services.Events.Warning(stored, EventReasons.InvalidConfiguration, problem);
            }

            await SaveAsync(stored, plan, status, cancellationToken);
            return ReconcileResult.Done;
        }

        // :: Step 2-5
        status = NotSupported.Mark(_references.Fill(status, plan), plan, services.Now);
        status = status with { Repositories = await _repositories.EnsureAsync(plan, cancellationToken) };
        status = status with { Sessions = await _schedules.EnsureAsync(plan, status.Sessions, cancellationToken) };
        await _schedules.RemoveOrphansAsync(plan, cancellationToken);
        stored = await SaveAsync(stored, plan, status, cancellationToken);

        // :: Step 6
        await new FirstBackups(services).TriggerAsync(stored, plan, cancellationToken);
        return _schedules.NextLook(plan);
    }

    private string? ProblemOf(BackupConfiguration plan)
    {
        string[] problems = [.. ApiValidator.Check(plan, services.Lookup).Where(problem => problem.Severity == ProblemSeverity.Error)
            .Select(problem => problem.ToString())];
        return problems.Length == 0 ? null : string.Join("; ", problems);
    }

    private async Task<BackupConfiguration> SaveAsync(
        BackupConfiguration stored, BackupConfiguration plan, BackupConfigurationStatus status, CancellationToken cancellationToken)
    {
        BackupConfigurationStatus complete = status with { Phase = PlanPhaseRules.Of(plan.Spec, status) };
        return await services.Client.SaveStatusAsync(stored, stored with { Status = complete }, cancellationToken);
    }
}
