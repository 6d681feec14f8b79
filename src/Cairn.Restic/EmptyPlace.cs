using Cairn.Restic.Keys;
using Cairn.Storage;

namespace Cairn.Restic;

/// <summary>
/// Makes sure that there is nothing where a repository is to be created. What an interrupted creation left behind, a key and nothing else, is
/// cleared away once it is certain that nobody is at work there.
/// </summary>
internal sealed class EmptyPlace(IBackend backend, TimeProvider time)
{
    /// <summary>Key and config are written seconds apart; a key that has been alone for so long will not get its config any more.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    private static readonly FileKind[] Holding = [FileKind.Snapshot, FileKind.Index, FileKind.Pack];

    /// <summary>Fails with <see cref="RepositoryErrorKind.AlreadyExists"/> when there is a repository, or what may be the rest of one.</summary>
    public async Task ThrowIfOccupiedAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await backend.StatAsync(FileHandle.Config, cancellationToken) is not null)
            {
                throw Occupied("a config file");
            }

            foreach (FileKind kind in Holding)
            {
                await foreach (StoredFile file in backend.ListAsync(kind, cancellationToken))
                {
                    throw Occupied($"the {kind} file {file.Handle.Name}");
                }
            }

            await ClearKeysAsync(cancellationToken);
        }
        catch (BackendException e) when (e.Kind == BackendErrorKind.NotFound)
        {
            // The bucket or directory does not exist yet.
        }
    }

    private async Task ClearKeysAsync(CancellationToken cancellationToken)
    {
        List<FileHandle> keys = [];
        await foreach (StoredFile stored in backend.ListAsync(FileKind.Key, cancellationToken))
        {
            KeyId id = new(Sha256Id.TryParse(stored.Handle.Name, out Sha256Id name) ? name : default);
            KeyFile key = KeyFile.Decode(id, await RepositoryFiles.LoadRawAsync(backend, stored.Handle, KeyFile.MaxSize, cancellationToken));
            if (time.GetUtcNow() - key.Created < Abandoned)
            {
                throw new RepositoryException(
                    RepositoryErrorKind.AlreadyExists,
                    $"{backend.Location} holds a new key and no repository yet: somebody is creating one, or was interrupted. It was not touched. "
                    + $"Try again in {Abandoned.TotalMinutes:0} minutes.");
            }

            keys.Add(stored.Handle);
        }

        // Without config, snapshot, index and pack there is nothing that these keys could open.
        foreach (FileHandle key in keys)
        {
            await backend.RemoveAsync(key, cancellationToken);
        }
    }

    private RepositoryException Occupied(string found) => new(
        RepositoryErrorKind.AlreadyExists, $"{backend.Location} already holds {found} of a repository; it was not touched. Choose another place.");
}
