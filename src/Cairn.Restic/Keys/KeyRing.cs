using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Cairn.Restic.Crypto;
using Cairn.Storage;

namespace Cairn.Restic.Keys;

/// <summary>The key files of a repository: finds the one that a password opens, lists, adds and removes them.</summary>
public sealed class KeyRing
{
    private readonly IBackend _backend;
    private readonly EncryptionKey _master;
    private readonly RepositorySettings _settings;

    internal KeyRing(IBackend backend, EncryptionKey master, KeyId current, RepositorySettings settings)
    {
        (_backend, _master, Current, _settings) = (backend, master, current, settings);
    }

    /// <summary>The key with which the repository was opened.</summary>
    public KeyId Current { get; private set; }

    internal EncryptionKey Master => _master;

    /// <summary>
    /// A secret that only holders of this repository's key know, always the same for the same purpose: 64 hexadecimal digits
    /// (HMAC-SHA-256). It says nothing about the key.
    /// </summary>
    public string DeriveSecret(string purpose) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_master.Encrypt, Encoding.UTF8.GetBytes("cairn:" + purpose)));

    /// <summary>Creates the first key of a new repository.</summary>
    internal static async Task<KeyRing> CreateAsync(IBackend backend, string password, RepositorySettings settings, CancellationToken cancellationToken)
    {
        EncryptionKey master = EncryptionKey.CreateRandom();
        KeyId id = await SaveAsync(backend, master, password, settings, cancellationToken);
        return new KeyRing(backend, master, id, settings);
    }

    /// <summary>
    /// Opens the repository's master key with a password. Damaged key files are passed over as long as another one opens, and named when none does.
    /// </summary>
    internal static async Task<KeyRing> OpenAsync(IBackend backend, string password, RepositorySettings settings, CancellationToken cancellationToken)
    {
        List<string> problems = [];
        int tried = 0;
        await foreach (StoredFile stored in backend.ListAsync(FileKind.Key, cancellationToken))
        {
            KeyId id = new(Sha256Id.TryParse(stored.Handle.Name, out Sha256Id name) ? name : default);
            try
            {
                KeyFile file = await LoadAsync(backend, stored.Handle, id, cancellationToken);
                tried++;
                if (file.TryOpen(id, password) is { } master)
                {
                    return new KeyRing(backend, master, id, settings);
                }
            }
            catch (RepositoryException e)
            {
                problems.Add(e.Message);
            }
            catch (BackendException e) when (e.Kind is BackendErrorKind.Permanent)
            {
                problems.Add(e.Message);
            }
        }

        throw NoKey(backend, tried, problems);
    }

    /// <summary>Lists all readable keys, oldest first.</summary>
    public async Task<IReadOnlyList<(KeyId Id, KeyFile File)>> ListAsync(CancellationToken cancellationToken)
    {
        List<(KeyId Id, KeyFile File)> keys = [];
        await foreach (StoredFile stored in _backend.ListAsync(FileKind.Key, cancellationToken))
        {
            if (Sha256Id.TryParse(stored.Handle.Name, out Sha256Id name))
            {
                KeyId id = new(name);
                keys.Add((id, await LoadAsync(_backend, stored.Handle, id, cancellationToken)));
            }
        }

        keys.Sort((left, right) => left.File.Created.CompareTo(right.File.Created));
        return keys;
    }

    /// <summary>Adds a key for another password and returns its name. The other passwords stay valid.</summary>
    public Task<KeyId> AddAsync(string password, CancellationToken cancellationToken) =>
        SaveAsync(_backend, _master, password, _settings, cancellationToken);

    /// <summary>
    /// Replaces the password with which the repository was opened, and returns the new key's name. The old key goes only after the new one has been
    /// read back and has opened the repository, so at every moment one of the two works.
    /// </summary>
    public async Task<KeyId> ChangePasswordAsync(string password, CancellationToken cancellationToken)
    {
        KeyId added = await AddAsync(password, cancellationToken);
        KeyFile readBack = await LoadAsync(_backend, added.File, added, cancellationToken);
        if (readBack.TryOpen(added, password) is null)
        {
            await _backend.RemoveAsync(added.File, cancellationToken);
            throw new RepositoryException(
                RepositoryErrorKind.VerificationFailed, "The new key did not open the repository; the old password stays valid and nothing was changed.");
        }

        KeyId old = Current;
        Current = added;
        try
        {
            await _backend.RemoveAsync(old.File, cancellationToken);
        }
        catch (BackendException e)
        {
            throw new BackendException(
                e.Kind,
                $"The new password is valid, but the storage reported a failure when the key of the old one was removed, which may still open the "
                    + $"repository: {e.Message} With the new password, 'cairn repo key list' shows whether key {old.Value.ToShortString()} is still "
                    + $"there, and 'cairn repo key remove {old.Value.ToShortString()}' removes it.",
                e);
        }

        return added;
    }

    /// <summary>Removes a key. The one in use is refused, since removing the last key would lose the repository.</summary>
    public async Task RemoveAsync(KeyId id, CancellationToken cancellationToken)
    {
        if (id == Current)
        {
            throw new RepositoryException(
                RepositoryErrorKind.InvalidRequest, $"Key {id.Value.ToShortString()} is the one in use. Open the repository with another "
                    + $"password to remove it.");
        }

        if (await _backend.StatAsync(id.File, cancellationToken) is null)
        {
            throw new RepositoryException(RepositoryErrorKind.NotFound, $"There is no key {id}.");
        }

        await _backend.RemoveAsync(id.File, cancellationToken);
    }

    private static async Task<KeyFile> LoadAsync(IBackend backend, FileHandle handle, KeyId id, CancellationToken cancellationToken) =>
        KeyFile.Decode(id, await RepositoryFiles.LoadRawAsync(backend, handle, KeyFile.MaxSize, cancellationToken));

    private static async Task<KeyId> SaveAsync(
        IBackend backend, EncryptionKey master, string password, RepositorySettings settings, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(password))
        {
            throw new RepositoryException(RepositoryErrorKind.InvalidRequest, "An empty password protects nothing; choose another one.");
        }

        ScryptParameters cost = settings.KeyCost ?? ScryptParameters.Calibrate(TimeSpan.FromMilliseconds(500));
        KeyFile file = KeyFile.Create(master, password, cost, settings.Time.GetLocalNow(), Environment.UserName, Environment.MachineName);
        byte[] content = file.Encode();
        KeyId id = new(Sha256Id.Hash(content));
        await backend.SaveAsync(id.File, new ReadOnlySequence<byte>(content), cancellationToken);
        return id;
    }

    private static RepositoryException NoKey(IBackend backend, int tried, List<string> problems)
    {
        string details = problems.Count == 0 ? "" : " " + string.Join(" ", problems);
        return tried > 0
            ? new RepositoryException(RepositoryErrorKind.WrongPassword, $"The password opens none of the {tried} key(s) of the repository "
                + $"at {backend.Location}.{details}")
            : new RepositoryException(RepositoryErrorKind.Damaged, $"The repository at {backend.Location} has no usable key file, so its "
                + $"data cannot be decrypted.{details}");
    }
}
