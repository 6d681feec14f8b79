using System.Collections.Concurrent;
using Cairn.Restic.Blobs;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations;

/// <summary>
/// The files at the root of a snapshot, by name: their lengths, and ranges of their content. The index must be loaded. Safe for several threads.
/// </summary>
public sealed class SnapshotFiles
{
    private readonly ResticRepository _repository;
    private readonly IReadOnlyDictionary<string, Node> _nodes;
    private readonly ConcurrentDictionary<string, FileRangeReader> _readers = new(StringComparer.Ordinal);

    private SnapshotFiles(ResticRepository repository, IReadOnlyDictionary<string, Node> nodes) => (_repository, _nodes) = (repository, nodes);

    /// <summary>Bytes that have been read.</summary>
    public TransferProgress Progress { get; } = new();

    /// <summary>Loads the root of a snapshot.</summary>
    public static async Task<SnapshotFiles> LoadAsync(
        ResticRepository repository, ResticSnapshotId id, SnapshotFile snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(snapshot);
        Tree tree = await repository.LoadTreeAsync(snapshot.RootTree(id).Id, cancellationToken);
        return new SnapshotFiles(repository, tree.Nodes.Where(node => node.IsFile).ToDictionary(node => node.Name, StringComparer.Ordinal));
    }

    /// <summary>A file's length in bytes; null when there is none of this name.</summary>
    public long? LengthOf(string name) => _nodes.TryGetValue(name, out Node? node) ? (long)node.Size : null;

    /// <summary>The whole content of a file, to be held in memory. Fails with <see cref="RepositoryErrorKind.NotFound"/>.</summary>
    public async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        using MemoryStream content = new();
        await ReaderOf(name).CopyToAsync(0, ReaderOf(name).Length, content, new TransferProgress(), cancellationToken);
        return content.ToArray();
    }

    /// <summary>Writes a range of a file; the whole of one is read with more blobs ahead. Fails with <see cref="RepositoryErrorKind.NotFound"/>.</summary>
    public Task CopyToAsync(string name, long offset, long length, Stream destination, CancellationToken cancellationToken) =>
        offset == 0 && length == LengthOf(name)
            ? new SnapshotReader(_repository).CopyToAsync(_nodes[name], destination, Progress, cancellationToken)
            : ReaderOf(name).CopyToAsync(offset, length, destination, Progress, cancellationToken);

    private FileRangeReader ReaderOf(string name) => _readers.GetOrAdd(name, _ => _nodes.TryGetValue(name, out Node? node)
        ? new FileRangeReader(_repository, node)
        : throw new RepositoryException(RepositoryErrorKind.NotFound, $"The snapshot has no file '{name}'."));
}
