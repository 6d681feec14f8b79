using System.Buffers;
using Cairn.Restic.Packs;
using Cairn.Storage;

namespace Cairn.Restic.Indexes;

/// <summary>Writes index files for packs that the master index knows.</summary>
internal sealed class IndexWriter(ResticRepository repository, MasterIndex index)
{
    // Used again for each file: a repository with many blobs has many of them, of some megabytes each.
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);

    /// <summary>Writes files of at most <see cref="IndexFile.MaxBlobs"/> blobs, unless a single pack has more, and returns their names.</summary>
    public async Task<List<IndexId>> WriteAsync(IReadOnlySet<int> packs, CancellationToken cancellationToken)
    {
        List<IndexId> written = [];
        List<(int Pack, int[] Places)> file = [];
        int blobs = 0;
        foreach ((int pack, int[] places) in PlacesByPack(packs))
        {
            if (blobs > 0 && blobs + places.Length > IndexFile.MaxBlobs)
            {
                written.Add(await SaveAsync(file, cancellationToken));
                file.Clear();
                blobs = 0;
            }

            file.Add((pack, places));
            blobs += places.Length;
        }

        if (file.Count > 0)
        {
            written.Add(await SaveAsync(file, cancellationToken));
        }

        return written;
    }

    private async Task<IndexId> SaveAsync(List<(int Pack, int[] Places)> packs, CancellationToken cancellationToken)
    {
        _buffer.ResetWrittenCount();
        IndexFile.Encode(packs.Select(pack => (index.PackAt(pack.Pack), (IReadOnlyList<PackedBlob>)Blobs(pack.Places))), _buffer);
        return new IndexId(await repository.Files.SaveAsync(FileKind.Index, _buffer.WrittenMemory, cancellationToken));
    }

    private PackedBlob[] Blobs(int[] places)
    {
        PackedBlob[] blobs = new PackedBlob[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            blobs[i] = index.PlaceAt(places[i]).Blob;
        }

        Array.Sort(blobs, (left, right) => left.Offset.CompareTo(right.Offset));
        return blobs;
    }

    private Dictionary<int, int[]> PlacesByPack(IReadOnlySet<int> packs)
    {
        Dictionary<int, int> counts = [];
        int count = index.Count;
        for (int place = 0; place < count; place++)
        {
            int pack = index.PlaceAt(place).Pack;
            if (packs.Contains(pack))
            {
                counts[pack] = counts.GetValueOrDefault(pack) + 1;
            }
        }

        Dictionary<int, int[]> places = counts.ToDictionary(pack => pack.Key, pack => new int[pack.Value]);
        for (int place = count - 1; place >= 0; place--)
        {
            int pack = index.PlaceAt(place).Pack;
            if (places.TryGetValue(pack, out int[]? list))
            {
                list[--counts[pack]] = place;
            }
        }

        return places;
    }
}
