using Cairn.Restic.Blobs;
using Cairn.Restic.Packs;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Tests.Large;

/// <summary>
/// Makes a repository with millions of blobs, for measuring what depends on their number: index, check, prune. All is real and in its place, so
/// that restic's check is content, but the blobs have 100 to 500 bytes, where a backup's have a mebibyte: terabytes need not be hashed.
/// </summary>
/// <remarks>
/// The blobs are the contents of files of a thousand blobs each. Half of the files are there from the first snapshot on, the others come with later
/// ones; each stays for some of them. So a forgotten snapshot leaves holes in all packs that were written before it, as changing data does.
/// </remarks>
internal sealed class LargeRepository(ResticRepository repository, LargeRepositoryOptions options)
{
    private const int BlobsPerFile = 1000;
    private const int MinBlob = 100;
    private const int MaxBlob = 500;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly LargeFile[] _files = PlanFiles(options);

    /// <summary>Writes everything: data and trees, then indexes, then snapshots. Returns the number of blobs.</summary>
    public async Task<long> MakeAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? failure = null;
        using PackUploader uploader = new(
            repository,
            e =>
            {
                failure ??= e;
                stop.Cancel();
            },
            stop.Token);
        try
        {
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop.Token };
            await Parallel.ForEachAsync(Enumerable.Range(0, _files.Length), parallel, async (number, _) => await WriteFileAsync(uploader, number));
            List<BlobId> roots = [];
            for (int snapshot = 0; snapshot < options.Snapshots; snapshot++)
            {
                roots.Add(await WriteRootAsync(uploader, snapshot));
            }

            await uploader.CompleteAsync();
            for (int snapshot = 0; snapshot < options.Snapshots; snapshot++)
            {
                await repository.Snapshots.SaveAsync(Snapshot(snapshot, roots[snapshot]), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (failure is not null)
        {
            throw new InvalidOperationException($"The large repository could not be written: {failure.Message}", failure);
        }

        return _files.LongLength * (BlobsPerFile + 1) + options.Snapshots;
    }

    /// <summary>Files in the order of their first snapshots, in which they are also written.</summary>
    private static LargeFile[] PlanFiles(LargeRepositoryOptions options)
    {
        Random random = new(options.Seed);
        int count = Math.Max(options.Snapshots, (options.Blobs - options.Snapshots) / (BlobsPerFile + 1));
        IEnumerable<LargeFile> files = Enumerable.Range(0, count).Select(number =>
        {
            int first = number % 2 == 0 ? 0 : random.Next(options.Snapshots);
            int last = random.Next(4) == 0 ? options.Snapshots - 1 : random.Next(first, options.Snapshots);
            return new LargeFile(first, last, default);
        });

        // One file stays all the time, so that no snapshot is empty.
        return [new LargeFile(0, options.Snapshots - 1, default), .. files.Skip(1).OrderBy(file => file.First)];
    }

    private async Task WriteFileAsync(PackUploader uploader, int number)
    {
        Random random = new(unchecked((options.Seed * 1_000_003) + number));
        byte[] buffer = new byte[MaxBlob];
        string[] content = new string[BlobsPerFile];
        ulong size = 0;
        for (int i = 0; i < BlobsPerFile; i++)
        {
            Memory<byte> blob = buffer.AsMemory(0, random.Next(MinBlob, MaxBlob + 1));
            Fill(random, blob.Span);
            content[i] = (await WriteBlobAsync(uploader, BlobType.Data, blob)).ToString();
            size += (ulong)blob.Length;
        }

        Node node = Entry("rows", "file") with { Content = content, Size = size };
        _files[number] = _files[number] with { Tree = await WriteTreeAsync(uploader, [node]) };
    }

    private async Task<BlobId> WriteRootAsync(PackUploader uploader, int snapshot)
    {
        IEnumerable<Node> nodes = _files.Index()
            .Where(file => file.Item.First <= snapshot && snapshot <= file.Item.Last)
            .Select(file => Entry($"table-{file.Index:000000}", "dir") with { Subtree = file.Item.Tree.ToString() });

        // Two snapshots without a difference would have the same root, and a blob is stored once; this entry makes them differ.
        return await WriteTreeAsync(uploader, [.. nodes, Entry($"zz-snapshot-{snapshot}", "file") with { Content = [] }]);
    }

    private async Task<BlobId> WriteTreeAsync(PackUploader uploader, IReadOnlyList<Node> nodes) =>
        await WriteBlobAsync(uploader, BlobType.Tree, new Tree { Nodes = nodes }.Encode());

    private async Task<BlobId> WriteBlobAsync(PackUploader uploader, BlobType type, ReadOnlyMemory<byte> plaintext)
    {
        BlobHandle handle = new(type, new BlobId(Sha256Id.Hash(plaintext.Span)));
        BlobCodec codec = repository.Codecs.Rent();
        await uploader.AddAsync(handle, codec.Encode(handle, BlobCodec.Checksum(plaintext.Span), plaintext.Span));
        repository.Codecs.Return(codec);
        return handle.Id;
    }

    /// <summary>Text of sixteen letters: it compresses to about half, and is not there twice.</summary>
    private static void Fill(Random random, Span<byte> blob)
    {
        random.NextBytes(blob);
        foreach (ref byte letter in blob)
        {
            letter = (byte)('a' + (letter & 15));
        }
    }

    private static Node Entry(string name, string type) =>
        new() { Name = name, Type = type, Mode = type == "dir" ? 0x8000_01ED : 0x1A4, ModifiedTime = Start, AccessTime = Start, ChangeTime = Start };

    private static SnapshotFile Snapshot(int number, BlobId root) => new()
    {
        Time = Start.AddHours(number),
        Tree = root.ToString(),
        Paths = ["/"],
        Hostname = "large",
    };

    /// <summary>A file: the first and the last snapshot that it is in, and the directory that holds it.</summary>
    private sealed record LargeFile(int First, int Last, BlobId Tree);
}
