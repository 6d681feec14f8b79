using Cairn.Layout.Backends;
using Cairn.Restic;
using Cairn.Restic.Locks;
using Cairn.Storage;
using Cairn.Worker.Locks;

namespace Cairn.Worker.Repositories;

/// <summary>Opens and locks restic repositories for a run.</summary>
/// <param name="context">The world around the run.</param>
internal sealed class RepositoryAccess(RunContext context)
{
    /// <summary>
    /// How locks are taken: as this pod, after waiting for whoever excludes others. That is a prune in its last stage, or somebody whose lock goes stale
    /// within this time.
    /// </summary>
    public LockOptions Locking => new()
    {
        RetryFor = TimeSpan.FromMinutes(35),
        Holder = context.Identity.ToLockHolder(),
        Liveness = [ProcessLiveness.Instance, new PodLiveness(context.Cluster, context.Identity.Cluster)],
    };

    /// <summary>Opens a repository.</summary>
    public Task<ResticRepository> OpenAsync(
        StorageAccess storage, string directory, string password, RepositorySettings settings, CancellationToken cancellationToken) =>
        UseAsync(storage, directory, backend => ResticRepository.OpenAsync(backend, password, settings, cancellationToken));

    /// <summary>Makes a repository.</summary>
    public Task<ResticRepository> MakeAsync(
        StorageAccess storage, string directory, string password, RepositorySettings settings, CancellationToken cancellationToken) =>
        UseAsync(storage, directory, backend => ResticRepository.InitAsync(backend, password, settings, cancellationToken));

    /// <summary>Takes a lock that lets others in.</summary>
    public Task<RepositoryLock> LockAsync(ResticRepository repository, CancellationToken cancellationToken) =>
        RepositoryLock.AcquireAsync(repository, Locking, cancellationToken);

    private async Task<ResticRepository> UseAsync(StorageAccess storage, string directory, Func<IBackend, Task<ResticRepository>> openAsync)
    {
        IBackend backend = storage.OpenRepository(
            directory, retry => context.Detail($"storage: {retry.Operation} failed (attempt {retry.Attempt}): {retry.ErrorMessage}"), context.Time);
        try
        {
            return await openAsync(backend);
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }
}
