using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Rules.Naming;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Jobs;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;
using Cairn.Operator.Targets;
using k8s.Models;

namespace Cairn.Operator.Controllers.BackupSessions;

/// <summary>Makes a Snapshot in every Repository of the session, and reads how they are.</summary>
internal sealed class SnapshotSteps(SessionServices services)
{
    /// <summary>Makes the Snapshots, once their Repositories are ready.</summary>
    public async Task<ReconcileResult?> EnsureAsync(BackupSessionRun run, CancellationToken cancellationToken)
    {
        if (run.Has(ConditionTypes.SnapshotsEnsured))
        {
            return null;
        }

        (IReadOnlyList<Repository> repositories, string? problem) = FindRepositories(run);
        if (problem is not null && run.Settings is not null && services.Now < WaitUntil(run))
        {
            return ReconcileResult.After(services.Limits.Poll);
        }

        if (problem is not null)
        {
            await RecordAsync(run, [], problem, cancellationToken);
            return null;
        }

        List<SnapshotReferenceStatus> references = [];
        foreach (Repository repository in repositories)
        {
            Snapshot snapshot = await EnsureAsync(run, repository, cancellationToken);
            if (snapshot.Spec?.BackupSession != run.Name)
            {
                problem = $"Snapshot {snapshot.Metadata.Name} belongs to BackupSession {snapshot.Spec?.BackupSession}: delete it, or begin the backup again.";
                break;
            }

            references.Add(ReferenceTo(snapshot));
        }

        await RecordAsync(run, references, problem, cancellationToken);
        return null;
    }

    /// <summary>The Repositories of a session, and why the backup cannot begin with them; null when it can.</summary>
    public (IReadOnlyList<Repository> Repositories, string? Problem) FindRepositories(BackupSessionRun run)
    {
        if (run.Settings is null)
        {
            return ([], $"Session {run.Session.Spec?.Session} was taken out of the BackupConfiguration before its backup began.");
        }

        List<Repository> repositories = [];
        foreach (RepositoryPlan plan in run.Settings.Repositories ?? [])
        {
            Repository? repository = services.Manager.Cache<Repository>().Find(new NamespacedName(run.Namespace, plan.Name ?? ""));
            if (repository?.Status?.Phase != StoragePhases.Ready || repository.Metadata.DeletionTimestamp is not null)
            {
                string reason = Conditions.Find(repository?.Status?.Conditions, ConditionTypes.RepositoryInitialized)?.Message
                    ?? "its metadata file is not stored yet";
                return (repositories, repository is null ? $"There is no Repository {plan.Name}." : $"Repository {plan.Name} is not ready: {reason}");
            }

            repositories.Add(repository);
        }

        return (repositories, null);
    }

    /// <summary>How a Snapshot stands in the session's status.</summary>
    public static SnapshotReferenceStatus ReferenceTo(Snapshot snapshot) => new()
    {
        Name = snapshot.Metadata.Name,
        Phase = SnapshotPhaseRules.Of(snapshot.Status),
        AppRef = snapshot.Spec?.AppRef,
        Repository = snapshot.Spec?.Repository,
    };

    private Task RecordAsync(
        BackupSessionRun run, List<SnapshotReferenceStatus> references, string? problem, CancellationToken cancellationToken) =>
        run.SaveAsync(
            status => status with
            {
                TotalSnapshots = references.Count,
                Snapshots = references,
                Conditions = Conditions.Set(
                    status.Conditions, ConditionTypes.SnapshotsEnsured, problem is null,
                    problem is null ? "SuccessfullyEnsuredSnapshots" : "FailedToEnsureSnapshots",
                    problem ?? "Snapshots have been ensured successfully.", services.Now),
            },
            cancellationToken);

    private DateTimeOffset WaitUntil(BackupSessionRun run)
    {
        DateTimeOffset limit = (run.Session.Metadata.CreationTimestamp ?? services.Now.UtcDateTime) + services.Limits.Repositories;
        return run.Session.Status?.BackupDeadline is { } deadline && deadline < limit ? deadline : limit;
    }

    private async Task<Snapshot> EnsureAsync(BackupSessionRun run, Repository repository, CancellationToken cancellationToken)
    {
        NamespacedName name = new(run.Namespace, ObjectNames.Snapshot(repository.Metadata.Name, run.Name));
        Snapshot? snapshot = await services.Client.FindAsync<Snapshot>(name, cancellationToken);
        snapshot ??= await services.Client.CreateAsync(Build(run, repository, name), cancellationToken);
        if (snapshot.Status?.SnapshotTime is null && snapshot.Spec?.BackupSession == run.Name)
        {
            Snapshot after = snapshot with
            {
                Status = (snapshot.Status ?? new SnapshotStatus()) with
                {
                    Phase = SnapshotPhases.Pending,
                    VerificationStatus = VerificationStatuses.NotVerified,
                    SnapshotTime = new DateTimeOffset(snapshot.Metadata.CreationTimestamp ?? services.Now.UtcDateTime),
                },
            };
            snapshot = await services.Client.SaveStatusAsync(snapshot, after, cancellationToken);
        }

        run.Snapshots[name.Name] = snapshot;
        return snapshot;
    }

    private Snapshot Build(BackupSessionRun run, Repository repository, NamespacedName name)
    {
        TypedObjectReference app = run.Plan?.Spec?.Target ?? new TypedObjectReference { ApiGroup = "na", Kind = "", Name = "na" };
        string? version = TargetFinder.NameOf(app, run.Namespace) is { } binding
            ? services.Manager.Cache<AppBinding>().Find(binding)?.Spec?.Version : null;
        return new Snapshot
        {
            Metadata = new V1ObjectMeta
            {
                Name = name.Name,
                NamespaceProperty = name.Namespace,
                Labels = ObjectLabels.OfSnapshot(repository.Metadata.Name, app.Kind, app.Namespace is { Length: > 0 } ns ? ns : run.Namespace, app.Name),
                Annotations = string.IsNullOrEmpty(version) ? null : new Dictionary<string, string> { [LabelKeys.DatabaseVersion] = version },
                Finalizers = [ClusterObjects.Finalizer],
                OwnerReferences = [Owners.Controller(repository)],
            },
            Spec = new SnapshotSpec
            {
                SnapshotID = Ulid.Create(services.Now),
                Type = SnapshotTypes.FullBackup,
                Repository = repository.Metadata.Name,
                Session = run.Session.Spec?.Session,
                BackupSession = run.Name,
                Version = "v1",
                AppRef = app,
                DeletionPolicy = DeletionPolicies.Delete,
            },
        };
    }
}
