using Cairn.Api.AppCatalog;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Operator.Jobs;
using Cairn.Operator.Jobs.Tasks;
using Cairn.Operator.Settings;
using Cairn.Operator.Targets;

namespace Cairn.Operator.Controllers.BackupSessions;

/// <summary>Collects what a backup's Jobs are built from.</summary>
internal static class BackupRunLoader
{
    /// <summary>Everything but the tasks.</summary>
    /// <exception cref="TaskException">Something is missing.</exception>
    public static BackupRun Load(SessionServices services, BackupSessionRun run)
    {
        if (run.Plan is null || run.Settings is null)
        {
            throw new TaskException($"The BackupConfiguration, or its session {run.Session.Spec?.Session}, was deleted while the backup ran.");
        }

        List<Repository> repositories = [];
        foreach (string name in (run.Settings.Repositories ?? []).Select(plan => plan.Name ?? ""))
        {
            repositories.Add(services.Manager.Cache<Repository>().Find(new NamespacedName(run.Namespace, name))
                ?? throw new TaskException($"There is no Repository {name}: it was deleted while the backup ran."));
        }

        return new BackupRun
        {
            Session = run.Session,
            Plan = run.Plan,
            Settings = run.Settings,
            Repositories = repositories,
            Storages = [.. repositories.Select(repository => StorageOf(services, repository)).DistinctBy(storage => storage.Metadata.Uid)],
            Snapshots = [.. (run.Session.Status?.Snapshots ?? []).Select(snapshot => snapshot.Name ?? "")],
            Target = TargetFinder.NameOf(run.Plan.Spec?.Target, run.Namespace) is { } target ? services.Manager.Cache<AppBinding>().Find(target) : null,
            Limit = run.Session.Status?.BackupDeadline - services.Now,
        };
    }

    /// <summary>The same with the tasks of the backup.</summary>
    /// <exception cref="TaskException">Something is missing or cannot be filled in.</exception>
    public static BackupRun LoadWithTasks(SessionServices services, BackupSessionRun run)
    {
        BackupRun loaded = Load(services, run);
        Dictionary<string, string> identity = TaskInputs.ForBackup(services.Jobs, run.Namespace, run.Name, loaded.Plan.Kind, loaded.Plan.Metadata.Name);
        return loaded with { Tasks = TaskLoader.Load(services.Manager, loaded.Settings.Addon, true, identity, loaded.Target?.Spec?.Version) };
    }

    /// <summary>The BackupStorage of a Repository.</summary>
    /// <exception cref="TaskException">There is none.</exception>
    public static BackupStorage StorageOf(SessionServices services, Repository repository)
    {
        string ns = repository.Spec?.StorageRef?.Namespace is { Length: > 0 } given ? given : repository.Metadata.NamespaceProperty;
        NamespacedName name = new(ns, repository.Spec?.StorageRef?.Name ?? "");
        return services.Manager.Cache<BackupStorage>().Find(name)
            ?? throw new TaskException($"There is no BackupStorage {name}, in which Repository {repository.Metadata.Name} lies.");
    }
}
