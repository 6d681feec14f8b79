using System.Collections.Concurrent;
using Cairn.Storage;

namespace Cairn.Restic.Snapshots;

/// <summary>The snapshot files of a repository.</summary>
public sealed class SnapshotStore
{
    private readonly ResticRepository _repository;

    internal SnapshotStore(ResticRepository repository) => _repository = repository;

    /// <summary>Lists all snapshots, oldest first. A damaged snapshot file fails the listing and is named.</summary>
    public async Task<IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)>> ListAsync(CancellationToken cancellationToken)
    {
        ConcurrentBag<(ResticSnapshotId Id, SnapshotFile File)> snapshots = [];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = _repository.Backend.Connections, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(await ListIdsAsync(cancellationToken), parallel, async (id, token) => snapshots.Add((id, await LoadAsync(id, token))));
        return [.. snapshots.OrderBy(snapshot => snapshot.File.Time).ThenBy(snapshot => snapshot.Id.Value)];
    }

    /// <summary>Lists the names of all snapshots.</summary>
    public async Task<IReadOnlyList<ResticSnapshotId>> ListIdsAsync(CancellationToken cancellationToken)
    {
        List<ResticSnapshotId> ids = [];
        await foreach (StoredFile stored in _repository.Backend.ListAsync(FileKind.Snapshot, cancellationToken))
        {
            if (Sha256Id.TryParse(stored.Handle.Name, out Sha256Id id))
            {
                ids.Add(new ResticSnapshotId(id));
            }
        }

        // A listing that was resumed may give a file twice, and a snapshot that counts twice would cost another one its place in keep rules.
        return [.. ids.Distinct()];
    }

    /// <summary>Loads one snapshot.</summary>
    public async Task<SnapshotFile> LoadAsync(ResticSnapshotId id, CancellationToken cancellationToken) =>
        SnapshotFile.Decode(id, await _repository.Files.LoadAsync(id.File, SnapshotFile.MaxSize, cancellationToken));

    /// <summary>
    /// Finds the snapshot that a user means: <c>latest</c>, a full name, or the beginning of one if it is unambiguous.
    /// </summary>
    public async Task<(ResticSnapshotId Id, SnapshotFile File)> FindAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (text == "latest")
        {
            IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)> all = await ListAsync(cancellationToken);
            return all.Count > 0 ? all[^1] : throw new RepositoryException(RepositoryErrorKind.NotFound, $"The repository at "
                + $"{_repository.Backend.Location} has no snapshots.");
        }

        IReadOnlyList<ResticSnapshotId> ids = await ListIdsAsync(cancellationToken);
        List<ResticSnapshotId> matches = [.. ids.Where(id => id.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase))];
        return matches.Count switch
        {
            1 => (matches[0], await LoadAsync(matches[0], cancellationToken)),
            0 => throw new RepositoryException(RepositoryErrorKind.NotFound, $"There is no snapshot '{text}'. 'cairn repo snapshots' lists them."),
            _ => throw new RepositoryException(RepositoryErrorKind.NotFound, $"{matches.Count} snapshots begin with '{text}'; give more digits."),
        };
    }

    /// <summary>
    /// Finds several snapshots by full names or beginnings of them, each once. All are found before anything is returned, so that a mistake in one
    /// name stops the whole.
    /// </summary>
    public async Task<IReadOnlyList<(ResticSnapshotId Id, SnapshotFile File)>> FindAllAsync(
        IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Dictionary<ResticSnapshotId, SnapshotFile> found = [];
        foreach (string text in texts)
        {
            (ResticSnapshotId id, SnapshotFile file) = await FindAsync(text, cancellationToken);
            found[id] = file;
        }

        return [.. found.Select(snapshot => (snapshot.Key, snapshot.Value))];
    }

    /// <summary>
    /// Forgets a snapshot. Its data stays until a prune. The caller holds a lock; a shared one is enough, since whoever reads the snapshot keeps
    /// prune from deleting its data.
    /// </summary>
    public Task RemoveAsync(ResticSnapshotId id, CancellationToken cancellationToken) => _repository.Backend.RemoveAsync(id.File, cancellationToken);

    /// <summary>Stores a snapshot. Everything it refers to must be stored and indexed before.</summary>
    internal async Task<ResticSnapshotId> SaveAsync(SnapshotFile file, CancellationToken cancellationToken) =>
        new(await _repository.Files.SaveAsync(FileKind.Snapshot, file.Encode(), cancellationToken));
}
