using Cairn.Storage;

namespace Cairn.Restic.Locks;

/// <summary>
/// A lock on a repository, held and refreshed until it is disposed. Rules, and what breaks without them, are in docs/repository-format.md.
/// Work under the lock must stop when <see cref="Lost"/> fires.
/// </summary>
public sealed class RepositoryLock : IAsyncDisposable
{
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromMinutes(1);

    private readonly LockStore _store;
    private readonly LockOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stopRefreshing = new();
    private Task _refreshing = Task.CompletedTask;

    // All lock files of ours that may be stored. A file may be there although its save failed or was cancelled, and stay although its removal was
    // tried; each one that is forgotten here would be in everybody's way for as long as this process lives.
    private readonly HashSet<LockId> _files = [];
    private LockId _id;
    private volatile Moment _refreshed;

    private RepositoryLock(LockStore store, LockOptions options, TimeProvider time)
    {
        (_store, _options, _time) = (store, options, time);
        _refreshed = new Moment(time.GetTimestamp(), time.GetUtcNow());
    }

    /// <summary>Fires when the lock could not be refreshed in time or was removed by somebody: whoever holds it must not write any more.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>
    /// Takes a lock. Conflicting locks of the proven dead are removed on the way, so that a killed run does not stop the next one. A conflict that
    /// stays is <see cref="RepositoryErrorKind.Locked"/> and names the holder.
    /// </summary>
    public static async Task<RepositoryLock> AcquireAsync(ResticRepository repository, LockOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(options);
        TimeProvider time = repository.Settings.Time;
        LockStore store = new(repository, options, time);
        long start = time.GetTimestamp();
        TimeSpan pause = TimeSpan.FromSeconds(1);
        while (true)
        {
            try
            {
                return await TryAcquireAsync(store, options, time, cancellationToken);
            }
            catch (RepositoryException e) when (e.Kind == RepositoryErrorKind.Locked && time.GetElapsedTime(start) + pause < options.RetryFor)
            {
                await Task.Delay(pause, time, cancellationToken);
                pause = TimeSpan.FromSeconds(Math.Min(60, pause.TotalSeconds * 2));
            }
        }
    }

    /// <summary>
    /// Makes sure, just before a step that must not be taken without the lock, that it is still held: that its file is there, and that it was
    /// refreshed lately by the clock on the wall too, which a machine that slept moves on without running. Fails with
    /// <see cref="RepositoryErrorKind.LockLost"/>.
    /// </summary>
    public async Task ThrowIfLostAsync(CancellationToken cancellationToken)
    {
        if (_lost.IsCancellationRequested || SinceRefresh() >= _options.RefreshDeadline || !await IsStoredAsync(cancellationToken))
        {
            await _lost.CancelAsync();
            throw new RepositoryException(
                RepositoryErrorKind.LockLost,
                "The lock on the repository could not be refreshed in time, or somebody removed it. Nothing more was written. Repeat the command.");
        }
    }

    /// <summary>Stops refreshing and removes the lock, also when the run was cancelled. What cannot be removed goes stale by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopRefreshing.CancelAsync();
        await _refreshing;
        using CancellationTokenSource limit = new(ReleaseLimit, _time);
        foreach (LockId file in _files.ToArray())
        {
            try
            {
                await _store.RemoveAsync(file, limit.Token);
            }
            catch (BackendException)
            {
                // The run's result stands; the lock names a dead process from now on, which the next run recognises.
            }
            catch (OperationCanceledException)
            {
                // As above: the storage did not answer within the limit.
            }
        }

        _stopRefreshing.Dispose();
        _lost.Dispose();
    }

    private static async Task<RepositoryLock> TryAcquireAsync(LockStore store, LockOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        await store.ThrowIfConflictingAsync(options.Exclusive, except: null, cancellationToken);
        RepositoryLock acquired = new(store, options, time);
        try
        {
            acquired._id = await store.CreateAsync(options.Exclusive, file => acquired._files.Add(file), cancellationToken);
            await Task.Delay(options.SettleTime, time, cancellationToken);
            await store.ThrowIfConflictingAsync(options.Exclusive, acquired._id, cancellationToken);
        }
        catch
        {
            await acquired.DisposeAsync();
            throw;
        }

        acquired.MarkRefreshed();
        acquired._refreshing = acquired.RefreshAsync(acquired._stopRefreshing.Token);
        return acquired;
    }

    private async Task<bool> IsStoredAsync(CancellationToken cancellationToken)
    {
        // A refresh may be exchanging the file just now; it is only gone when the one that replaced it is gone too.
        LockId id = _id;
        return await _store.ExistsAsync(id, cancellationToken) || (id != _id && await _store.ExistsAsync(_id, cancellationToken));
    }

    private void MarkRefreshed() => _refreshed = new Moment(_time.GetTimestamp(), _time.GetUtcNow());

    private TimeSpan SinceRefresh()
    {
        Moment refreshed = _refreshed;
        TimeSpan running = _time.GetElapsedTime(refreshed.Timestamp);
        TimeSpan onTheWall = _time.GetUtcNow() - refreshed.Wall;
        return running > onTheWall ? running : onTheWall;
    }

    private async Task RefreshAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(_options.RefreshInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                // A refresh that hangs must not outlast the deadline.
                TimeSpan left = _options.RefreshDeadline - SinceRefresh();
                if (left > TimeSpan.Zero && await TryRefreshAsync(left, stop))
                {
                    MarkRefreshed();
                }
                else if (_lost.IsCancellationRequested || SinceRefresh() >= _options.RefreshDeadline)
                {
                    await _lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The lock is being released.
        }
    }

    /// <summary>New file first, then the old one goes: there is a valid lock at every moment. A lock that somebody removed is lost, not renewed.</summary>
    private async Task<bool> TryRefreshAsync(TimeSpan limit, CancellationToken stop)
    {
        using CancellationTokenSource timeout = new(limit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            if (!await _store.ExistsAsync(_id, either.Token))
            {
                await _lost.CancelAsync();
                return false;
            }

            _id = await _store.CreateAsync(_options.Exclusive, file => _files.Add(file), either.Token);
            foreach (LockId old in _files.Where(file => file != _id).ToArray())
            {
                await _store.RemoveAsync(old, either.Token);
                _files.Remove(old);
            }

            return true;
        }
        catch (BackendException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private sealed record Moment(long Timestamp, DateTimeOffset Wall);
}
