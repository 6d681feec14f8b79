using Cairn.Storage;

namespace Cairn.Restic.Locks;

/// <summary>The lock files of a repository.</summary>
public sealed class LockStore
{
    private readonly ResticRepository _repository;
    private readonly LockOptions _options;
    private readonly TimeProvider _time;

    internal LockStore(ResticRepository repository, LockOptions options, TimeProvider time)
    {
        (_repository, _options, _time) = (repository, options, time);
    }

    /// <summary>Lists the locks. One that disappears meanwhile is left out; one that cannot be read has a null file and the reason.</summary>
    public async Task<IReadOnlyList<(LockId Id, LockFile? File, string? Problem)>> ListAsync(CancellationToken cancellationToken)
    {
        List<(LockId, LockFile?, string?)> locks = [];
        await foreach (StoredFile stored in _repository.Backend.ListAsync(FileKind.Lock, cancellationToken))
        {
            if (!Sha256Id.TryParse(stored.Handle.Name, out Sha256Id name))
            {
                continue;
            }

            LockId id = new(name);
            try
            {
                locks.Add((id, LockFile.Decode(id, await _repository.Files.LoadAsync(id.File, LockFile.MaxSize, cancellationToken)), null));
            }
            catch (BackendException e) when (e.Kind == BackendErrorKind.NotFound)
            {
                // Released between the listing and now.
            }
            catch (RepositoryException e)
            {
                locks.Add((id, null, e.Message));
            }
        }

        return locks;
    }

    /// <summary>Removes stale locks, or with <paramref name="all"/> every lock, and returns how many.</summary>
    public async Task<int> UnlockAsync(bool all, CancellationToken cancellationToken)
    {
        int removed = 0;
        foreach ((LockId id, LockFile? file, _) in await ListAsync(cancellationToken))
        {
            if (all || (file is not null && await IsDeadAsync(file, cancellationToken)))
            {
                await _repository.Backend.RemoveAsync(id.File, cancellationToken);
                removed++;
            }
        }

        return removed;
    }

    /// <summary>Writes a lock. <paramref name="named"/> gets its name before it is stored.</summary>
    internal async Task<LockId> CreateAsync(bool exclusive, Action<LockId> named, CancellationToken cancellationToken)
    {
        LockHolder holder = _options.Holder;
        LockFile file = new()
        {
            Time = _time.GetLocalNow(),
            Exclusive = exclusive,
            Hostname = holder.Hostname,
            Username = holder.Username,
            ProcessId = holder.ProcessId,
            Uid = holder.Uid,
            Gid = holder.Gid,
            Origin = holder.Origin,
        };
        return new LockId(await _repository.Files.SaveAsync(FileKind.Lock, file.Encode(), id => named(new LockId(id)), cancellationToken));
    }

    internal Task RemoveAsync(LockId id, CancellationToken cancellationToken) => _repository.Backend.RemoveAsync(id.File, cancellationToken);

    internal async Task<bool> ExistsAsync(LockId id, CancellationToken cancellationToken) =>
        await _repository.Backend.StatAsync(id.File, cancellationToken) is not null;

    /// <summary>
    /// Fails when another lock excludes the wanted one. Stale locks are removed, those too that exclude nobody now: other programs are not able to tell
    /// that their holder is dead, and would wait for it. A lock that cannot be read excludes everybody: it may be anything.
    /// </summary>
    internal async Task ThrowIfConflictingAsync(bool exclusive, LockId? except, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        foreach ((LockId id, LockFile? file, string? problem) in await ListAsync(cancellationToken))
        {
            if (id == except)
            {
                continue;
            }

            bool isInTheWay = file is null || exclusive || file.Exclusive;
            if (file is not null && await IsDeadAsync(file, cancellationToken))
            {
                await RemoveStaleAsync(id, isInTheWay, cancellationToken);
                continue;
            }

            if (!isInTheWay)
            {
                continue;
            }

            string holder = file?.Describe(now) ?? $"somebody unknown ({problem})";
            throw new RepositoryException(
                RepositoryErrorKind.Locked,
                $"The repository at {_repository.Backend.Location} is locked by {holder}. Wait for it to end, or, when it is certain that it no longer runs, "
                + $"remove the lock {id.Value.ToShortString()} with 'cairn repo unlock --remove-all'.");
        }
    }

    private async ValueTask<bool> IsDeadAsync(LockFile file, CancellationToken cancellationToken)
    {
        if (_time.GetUtcNow() - file.Time > LockHolder.StaleAfter)
        {
            return true;
        }

        foreach (ILockLiveness liveness in _options.Liveness)
        {
            if (await liveness.IsProvenDeadAsync(file, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private async Task RemoveStaleAsync(LockId id, bool isInTheWay, CancellationToken cancellationToken)
    {
        try
        {
            await RemoveAsync(id, cancellationToken);
        }
        catch (BackendException) when (!isInTheWay)
        {
            // A run that can do without must not fail for it: it may not even be allowed to delete.
        }
    }
}
