using System.Runtime.CompilerServices;
using Cairn.Restic.Blobs;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.Operations;

/// <summary>Finds and reads the files of a snapshot. The index must be loaded.</summary>
public sealed class SnapshotReader(ResticRepository repository)
{
    /// <summary>Walks all entries of a snapshot, directories before their contents, with their paths from the root (<c>/dumpfile.sql</c>).</summary>
    public async IAsyncEnumerable<(string Path, Node Node)> WalkAsync(
        ResticSnapshotId id, SnapshotFile snapshot, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        Stack<(string Path, BlobId Tree)> directories = new([("", snapshot.RootTree(id).Id)]);
        while (directories.TryPop(out (string Path, BlobId Tree) directory))
        {
            Tree tree = await repository.LoadTreeAsync(directory.Tree, cancellationToken);
            foreach (Node node in tree.Nodes)
            {
                string path = $"{directory.Path}/{node.Name}";
                if (node.IsDirectory)
                {
                    directories.Push((path, node.SubtreeBlob(directory.Tree).Id));
                }

                yield return (path, node);
            }
        }
    }

    /// <summary>Finds an ordinary file by its path, with or without the leading slash.</summary>
    public async Task<Node> FindFileAsync(ResticSnapshotId id, SnapshotFile snapshot, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(path);
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        BlobId directory = snapshot.RootTree(id).Id;
        for (int i = 0; i < names.Length; i++)
        {
            Tree tree = await repository.LoadTreeAsync(directory, cancellationToken);
            Node? node = tree.Nodes.FirstOrDefault(node => node.Name == names[i]);
            if (node is { IsFile: true } && i == names.Length - 1)
            {
                return node;
            }

            if (node is not { IsDirectory: true })
            {
                break;
            }

            directory = node.SubtreeBlob(directory).Id;
        }

        throw new RepositoryException(
            RepositoryErrorKind.NotFound, $"Snapshot {id.Value.ToShortString()} has no file '{path}'. 'cairn repo ls "
                + $"{id.Value.ToShortString()}' lists what it has.");
    }

    /// <summary>Writes a file's content to <paramref name="destination"/>, every blob verified against its name.</summary>
    public Task CopyToAsync(Node file, Stream destination, TransferProgress progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new BlobReader(repository).CopyToAsync(file.ContentBlobs(default), destination, progress, cancellationToken);
    }
}
