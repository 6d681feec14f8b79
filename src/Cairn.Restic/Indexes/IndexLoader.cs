using System.Collections.Concurrent;
using Cairn.Restic.Packs;
using Cairn.Storage;

namespace Cairn.Restic.Indexes;

/// <summary>Reads index files into a master index, several at a time, and remembers which file named which packs.</summary>
internal sealed class IndexLoader(ResticRepository repository)
{
    // Reading and decoding take turns on the processors; more files at a time would only take more memory.
    private static readonly int MaxAtATime = Math.Clamp(Environment.ProcessorCount, 2, 8);

    private readonly ConcurrentDictionary<IndexId, IndexFileSummary> _files = [];

    /// <summary>Where the blobs go.</summary>
    public MasterIndex Index { get; } = new();

    /// <summary>The files that were read.</summary>
    public IReadOnlyDictionary<IndexId, IndexFileSummary> Files => _files;

    /// <summary>
    /// Reads every index file that was not read before and returns the names of all that the storage lists now. A damaged file goes to
    /// <paramref name="onDamaged"/>; where that is null it fails the whole, since a blob that is not found would be stored again.
    /// </summary>
    public async Task<IReadOnlySet<IndexId>> LoadAsync(Action<Exception>? onDamaged, CancellationToken cancellationToken)
    {
        Dictionary<IndexId, long> listed = [];
        await foreach (StoredFile stored in repository.Backend.ListAsync(FileKind.Index, cancellationToken))
        {
            if (Sha256Id.TryParse(stored.Handle.Name, out Sha256Id name))
            {
                listed[new IndexId(name)] = stored.Size;
            }
        }

        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = Math.Min(repository.Backend.Connections, MaxAtATime),
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(listed.Where(file => !_files.ContainsKey(file.Key)), parallel, async (file, token) =>
        {
            try
            {
                await LoadAsync(file.Key, file.Value, token);
            }
            catch (Exception e) when (onDamaged is not null && e is RepositoryException or BackendException)
            {
                onDamaged(e);
            }
        });
        return listed.Keys.ToHashSet();
    }

    private Task LoadAsync(IndexId id, long size, CancellationToken cancellationToken) => repository.Files.ReadAsync(
        id.File,
        size,
        IndexFile.MaxSize,
        json =>
        {
            List<int> packs = [];
            int blobs = 0;
            PackId last = default;
            object source = new();
            IndexFile.Decode(id, json, (pack, packBlobs) =>
            {
                // One source for each mention of a pack: a file that names it twice might name the same places.
                source = pack == last ? source : new object();
                last = pack;
                int number = Index.Add(pack, packBlobs, source);
                if (packs.Count == 0 || packs[^1] != number)
                {
                    packs.Add(number);
                }

                blobs += packBlobs.Count;
            });
            _files[id] = new IndexFileSummary([.. packs], blobs);
        },
        cancellationToken);
}
