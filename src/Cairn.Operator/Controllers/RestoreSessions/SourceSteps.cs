using Cairn.Api;
using Cairn.Api.Addons;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Rules.Access;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Rules.Quantities;
using Cairn.Api.Rules.Snapshots;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;
using Cairn.Operator.Targets;

namespace Cairn.Operator.Controllers.RestoreSessions;

/// <summary>Chooses the Snapshot, once, and finds the target. What is not there yet is waited for, within a limit.</summary>
internal sealed class SourceSteps(SessionServices services)
{
    /// <summary>Chooses the Snapshot and writes the choice down: a newer one that comes meanwhile changes nothing.</summary>
    public async Task<ReconcileResult?> ChooseAsync(RestoreSessionRun run, CancellationToken cancellationToken)
    {
        if (run.Has(ConditionTypes.RestoreExecutorEnsured))
        {
            return null;
        }

        Dependency? chosen = run.Session.Status?.Dependencies?.FirstOrDefault(item => item.Kind == nameof(Snapshot));
        await LoadAsync(run, chosen, cancellationToken);
        string? problem = MissingProblem(run);
        if (problem is not null && chosen is null && services.Now < WaitUntil(run))
        {
            return ReconcileResult.After(services.Limits.Poll);
        }

        problem ??= PhaseProblem(run) ?? UsageProblem(run);
        if (problem is not null)
        {
            await run.FailAsync(problem, cancellationToken);
        }
        else if (chosen is null)
        {
            await run.SaveAsync(status => Begin(status, run), cancellationToken);
        }

        return null;
    }

    /// <summary>Finds the target, or waits for it.</summary>
    public async Task<ReconcileResult?> FindTargetAsync(RestoreSessionRun run, CancellationToken cancellationToken)
    {
        if (run.Has(ConditionTypes.RestoreExecutorEnsured))
        {
            return null;
        }

        (TypedObjectReference? target, string ns) = TargetOf(run.Session, run.Snapshot);
        run.Target = await TargetFinder.FindAsync(services.Client, target, ns, cancellationToken);
        if (run.Target is not null)
        {
            await run.SaveAsync(
                status => status with { TargetFound = true, Conditions = Conditions.Remove(status.Conditions, ConditionTypes.RestoreTargetFound) },
                cancellationToken);
            return null;
        }

        string problem = TargetFinder.Problem(target, ns);
        await run.SaveAsync(
            status => status with
            {
                TargetFound = false,
                Conditions = Conditions.Set(
                    status.Conditions, ConditionTypes.RestoreTargetFound, false, "UnableToCheckTargetAvailability", problem, services.Now),
            },
            cancellationToken);
        if (TargetFinder.NameOf(target, ns) is not null && services.Now < WaitUntil(run))
        {
            return ReconcileResult.After(services.Limits.Poll);
        }

        await run.FailAsync(problem, cancellationToken);
        return null;
    }

    /// <summary>What is restored into, and the namespace that its reference is seen from: without a target, what was backed up.</summary>
    public static (TypedObjectReference? Target, string Namespace) TargetOf(RestoreSession session, Snapshot? snapshot) => session.Spec?.Target is { } target
        ? (target, session.Metadata.NamespaceProperty)
        : (snapshot?.Spec?.AppRef, snapshot?.Metadata.NamespaceProperty ?? session.Metadata.NamespaceProperty);

    private async Task LoadAsync(RestoreSessionRun run, Dependency? chosen, CancellationToken cancellationToken)
    {
        run.Snapshot = chosen is null
            ? await ChooseNowAsync(run, cancellationToken)
            : await services.Client.FindAsync<Snapshot>(new NamespacedName(chosen.Namespace ?? run.SourceNamespace, chosen.Name), cancellationToken);
        if (run.Snapshot?.Spec?.Repository is { Length: > 0 } repository)
        {
            run.Repository = await services.Client.FindAsync<Repository>(new NamespacedName(run.SourceNamespace, repository), cancellationToken);
        }
    }

    private async Task<Snapshot?> ChooseNowAsync(RestoreSessionRun run, CancellationToken cancellationToken)
    {
        if (run.Session.Spec?.DataSource is not { } source)
        {
            return null;
        }

        ObjectList<Snapshot> snapshots = await services.Client.ListAsync<Snapshot>(new ListOptions { Namespace = run.SourceNamespace }, cancellationToken);
        return SnapshotChoice.Find(source, run.SourceNamespace, snapshots.Items);
    }

    private static string? MissingProblem(RestoreSessionRun run)
    {
        RestoreDataSource source = run.Session.Spec?.DataSource ?? new RestoreDataSource();
        if (run.Snapshot is not null)
        {
            return run.Repository is not null ? null
                : $"There is no Repository {run.SourceNamespace}/{run.Snapshot.Spec?.Repository}, which holds the Snapshot.";
        }

        string limit = source.Pitr?.TargetTime is { } time ? $" and is not after {time:yyyy-MM-dd'T'HH:mm:ssK}" : "";
        string place = string.IsNullOrEmpty(source.Repository) ? "" : $" in Repository {source.Repository}";
        return SnapshotChoice.IsOpen(source)
            ? $"Repository {run.SourceNamespace}/{source.Repository} has no Snapshot that succeeded{limit}."
            : $"There is no Snapshot {run.SourceNamespace}/{source.Snapshot}{place}.";
    }

    private static string? PhaseProblem(RestoreSessionRun run)
    {
        string phase = run.Snapshot!.Status?.Phase ?? SnapshotPhases.Pending;
        string[] known = [.. run.Snapshot.Status?.Components?.Keys ?? []];
        string[] missing = [.. (run.Session.Spec?.DataSource?.Components ?? []).Except(known)];
        return phase != SnapshotPhases.Succeeded ? $"Snapshot {run.Snapshot.Metadata.Name} is {phase}: only one that succeeded can be restored."
            : run.Snapshot.Metadata.DeletionTimestamp is not null ? $"Snapshot {run.Snapshot.Metadata.Name} is being deleted."
            : missing.Length > 0 ? $"Snapshot {run.Snapshot.Metadata.Name} has no component {string.Join(", ", missing)}: it has {string.Join(", ", known)}."
            : null;
    }

    /// <summary>Whoever restores from another namespace needs to be let into the storage, as whoever backs up does.</summary>
    private string? UsageProblem(RestoreSessionRun run)
    {
        if (run.Namespace == run.SourceNamespace)
        {
            return null;
        }

        ObjectReference? reference = run.Repository!.Spec?.StorageRef;
        NamespacedName name = new(reference?.Namespace is { Length: > 0 } given ? given : run.SourceNamespace, reference?.Name ?? "");
        BackupStorage? storage = services.Manager.Cache<BackupStorage>().Find(name);
        return storage is null ? $"There is no BackupStorage {name}, in which the Snapshot lies."
            : UsageRules.Decide(
                storage.Spec?.UsagePolicy, $"BackupStorage {name}", name.Namespace, run.Namespace, services.Lookup.LabelsOfNamespace(run.Namespace)).Reason;
    }

    private DateTimeOffset WaitUntil(RestoreSessionRun run) => (run.Session.Metadata.CreationTimestamp ?? services.Now.UtcDateTime) + services.Limits.Target;

    private RestoreSessionStatus Begin(RestoreSessionStatus status, RestoreSessionRun run) => status with
    {
        RestoreDeadline = GoDuration.TryParse(run.Session.Spec?.RestoreTimeout, out GoDuration timeout, out _) && timeout > GoDuration.Zero
            ? Conditions.Seconds(services.Now + timeout.ToTimeSpan()) : null,
        Dependencies =
        [
            new Dependency
            {
                ApiGroup = ApiGroups.Storage,
                Kind = nameof(Snapshot),
                Name = run.Snapshot!.Metadata.Name,
                Namespace = run.SourceNamespace,
                Found = true,
            },
            new Dependency
            {
                ApiGroup = ApiGroups.Addons,
                Kind = nameof(Addon),
                Name = run.Session.Spec?.Addon?.Name ?? "",
                Found = services.Manager.Cache<Addon>().Find(new NamespacedName("", run.Session.Spec?.Addon?.Name ?? "")) is not null,
            },
        ],
    };
}
