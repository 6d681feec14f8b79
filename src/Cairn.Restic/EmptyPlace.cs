using Cairn.Restic.Keys;
using Cairn.Storage;

namespace Cairn.Restic;

/// <summary>
/// Makes sure that there is nothing where a repository is to be created. What an interrupted creation left behind, a key and nothing else, is
/// used when the password opens it, and otherwise cleared away once it is certain that nobody is at work there.
/// </summary>
internal sealed class EmptyPlace(IBackend backend, RepositorySettings settings)
{
    /// <summary>Key and config are written seconds apart; a key that has been alone for so long will not get its config any more.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    private static readonly FileKind[] Holding = [FileKind.Snapshot, FileKind.Index, FileKind.Pack];

    /// <summary>
    /// Fails with <see cref="RepositoryErrorKind.AlreadyExists"/> when there is a repository, or what may be the rest of one. Returns the key that an
    /// interrupted creation with the same password left, so that the creation can be repeated at once; null when there is none.
    /// </summary>
    public async Task<KeyRing?> ThrowIfOccupiedAsync(string password, CancellationToken cancellationToken)
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

            return await ClearKeysAsync(password, cancellationToken);
        }
        catch (BackendException e) when (e.Kind == BackendErrorKind.NotFound)
        {
            // The bucket or directory does not exist yet.
            return null;
        }
    }

    private async Task<KeyRing?> ClearKeysAsync(string password, CancellationToken cancellationToken)
    {
        List<FileHandle> keys = [];
        KeyRing? usable = null;
        await foreach (StoredFile stored in backend.ListAsync(FileKind.Key, cancellationToken))
        {
            KeyId id = new(Sha256Id.TryParse(stored.Handle.Name, out Sha256Id name) ? name : default);
            KeyFile key = KeyFile.Decode(id, await RepositoryFiles.LoadRawAsync(backend, stored.Handle, KeyFile.MaxSize, cancellationToken));
            if (settings.Time.GetUtcNow() - key.Created >= Abandoned)
            {
                keys.Add(stored.Handle);
            }
            else if (!string.IsNullOrEmpty(password) && key.TryOpen(id, password) is { } master)
            {
                // Whoever else may be creating with this password writes a config for the same key: whichever config is last, this key opens it.
                usable = new KeyRing(backend, master, id, settings);
            }
            else
            {
                throw new RepositoryException(
                    RepositoryErrorKind.AlreadyExists,
                    $"{backend.Location} holds a new key and no repository yet: somebody is creating one, or was interrupted. It was not touched. "
                    + $"Try again in {Abandoned.TotalMinutes:0} minutes.");
            }
        }

        // Without config, snapshot, index and pack there is nothing that these keys could open.
        foreach (FileHandle key in keys)
        {
            await backend.RemoveAsync(key, cancellationToken);
        }

        return usable;
    }

    private RepositoryException Occupied(string found) => new(
        RepositoryErrorKind.AlreadyExists, $"{backend.Location} already holds {found} of a repository; it was not touched. Choose another place.");
}
