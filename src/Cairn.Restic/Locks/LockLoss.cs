namespace Cairn.Restic.Locks;

/// <summary>Tells the loss of a lock from a cancellation that the user wanted: both end the work by the same token.</summary>
internal static class LockLoss
{
    /// <summary>Runs work that stops when the lock is lost, and then fails with <see cref="RepositoryErrorKind.LockLost"/>.</summary>
    public static async Task<T> ReportAsync<T>(RepositoryLock repositoryLock, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException e) when (repositoryLock.Lost.IsCancellationRequested)
        {
            throw new RepositoryException(
                RepositoryErrorKind.LockLost,
                "The lock on the repository could not be refreshed in time, or somebody removed it; the work was stopped. Repeat the command.",
                e);
        }
    }
}
