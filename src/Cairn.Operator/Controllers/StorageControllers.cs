using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Controllers.BackupStorages;
using Cairn.Operator.Controllers.Repositories;
using Cairn.Operator.Controllers.Snapshots;
using Cairn.Operator.Hosting;
using k8s.Models;

namespace Cairn.Operator.Controllers;

/// <summary>The controllers of the storage side: which changes bring which names to them.</summary>
internal static class StorageControllers
{
    private const int StorageWorkers = 2;
    private const int RepositoryWorkers = 4;
    private const int SnapshotWorkers = 4;

    /// <summary>Describes them.</summary>
    public static void Add(OperatorServices services)
    {
        ControllerManager manager = services.Manager;
        StorageFiles files = new(services);
        VolumeJobs jobs = new(services);
        manager.AddIndex<Repository>(StorageReferences.ByStorage, item => [StorageReferences.StorageOf(item).ToString()]);
        manager.AddIndex<Snapshot>(StorageReferences.ByRepository, item => [StorageReferences.RepositoryOf(item).ToString()]);

        manager.For<BackupStorage>()
            .Watches<Repository>(item => [StorageReferences.StorageOf(item)])
            .Watches<V1Job>(job => VolumeJobs.SubjectsOf(job, nameof(BackupStorage)))
            .Run(new BackupStorageReconciler(services, files, jobs), StorageWorkers);

        manager.For<Repository>()
            .Watches<Snapshot>(item => [StorageReferences.RepositoryOf(item)])
            .Watches<BackupStorage>(item => manager.Cache<Repository>()
                .ByIndex(StorageReferences.ByStorage, NamespacedName.Of(item).ToString()).Where(IsWaiting).Select(repository => NamespacedName.Of(repository)))
            .Watches<V1Job>(job => VolumeJobs.SubjectsOf(job, nameof(Repository)))
            .Run(new RepositoryReconciler(services, files, jobs), RepositoryWorkers);

        manager.For<Snapshot>()
            .Watches<Repository>(item => (item.Status?.RecentSnapshots ?? [])
                .Select(recent => new NamespacedName(item.Metadata.NamespaceProperty, recent.Name ?? "")))
            .Watches<V1Job>(job => VolumeJobs.SubjectsOf(job, nameof(Snapshot)))
            .Run(new SnapshotReconciler(services, files, jobs), SnapshotWorkers);
    }

    /// <summary>A Repository that is ready does not look at its storage again: the storage's own status changes with each backup.</summary>
    private static bool IsWaiting(Repository repository) => repository.Status?.Phase != StoragePhases.Ready;
}
