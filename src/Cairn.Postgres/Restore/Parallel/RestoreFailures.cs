namespace Cairn.Postgres.Restore.Parallel;

/// <summary>Counts the failures of a restore that goes on after them, or throws them where it does not. Safe for several threads.</summary>
internal sealed class RestoreFailures(ParallelRestoreOptions options)
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Add(long count) => Interlocked.Add(ref _count, count);

    /// <summary>Whether to go on after a failure. A lost connection is one after which nothing goes on.</summary>
    public bool PassOver(PostgresException failure)
    {
        if (options.StopOnError || failure.Kind is not (PostgresErrorKind.SqlFailed or PostgresErrorKind.PermissionDenied))
        {
            return false;
        }

        Interlocked.Increment(ref _count);
        options.ErrorLine?.Invoke(failure.Message);
        return true;
    }
}
