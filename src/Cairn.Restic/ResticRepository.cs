using Cairn.Restic.Blobs;
using Cairn.Restic.Chunking;
using Cairn.Restic.Crypto;
using Cairn.Restic.Indexes;
using Cairn.Restic.Keys;
using Cairn.Restic.Locks;
using Cairn.Restic.Memory;
using Cairn.Restic.Packs;
using Cairn.Restic.Snapshots;
using Cairn.Storage;
using Cairn.Storage.Caching;

namespace Cairn.Restic;

/// <summary>
/// An open restic repository, format version 1 or 2: the point from which everything else in this project is reached.
/// Owns its backend. Safe for concurrent use; a repository is opened once and then shared by all parts of a run.
/// </summary>
public sealed class ResticRepository : IAsyncDisposable
{
    private const int MaxConfigSize = 64 * 1024;

    private readonly Lazy<Chunker> _chunker;

    private ResticRepository(IBackend backend, KeyRing keys, RepositorySettings settings)
    {
        (Backend, Keys, Settings) = (backend, keys, settings);
        Config = new ConfigFile(settings.FormatVersion, "", default);
        Cipher = new BlobCipher(keys.Master);
        Files = new RepositoryFiles(backend, Cipher, () => Config.Version);
        _chunker = new Lazy<Chunker>(() => new Chunker(Config.ChunkerPolynomial));
        Codecs = new BlobCodecPool(Cipher, canCompress: false, settings.Compression);
    }

    /// <summary>Where the files are.</summary>
    public IBackend Backend { get; }

    /// <summary>What all users of the repository agree on.</summary>
    public ConfigFile Config { get; private set; }

    /// <summary>The keys that open it.</summary>
    public KeyRing Keys { get; }

    /// <summary>How it was opened.</summary>
    public RepositorySettings Settings { get; }

    /// <summary>Which blob is where. Empty until <see cref="LoadIndexAsync"/>.</summary>
    public MasterIndex Index { get; private set; } = new();

    /// <summary>The lock files.</summary>
    public LockStore Locks => new(this, new LockOptions(), Settings.Time);

    /// <summary>The snapshot files.</summary>
    public SnapshotStore Snapshots => new(this);

    /// <summary>Cuts streams by this repository's polynomial.</summary>
    public Chunker Chunker => _chunker.Value;

    internal BlobCipher Cipher { get; }

    internal RepositoryFiles Files { get; }

    internal BlobCodecPool Codecs { get; private set; }

    /// <summary>
    /// Creates a repository in an empty place. Fails with <see cref="RepositoryErrorKind.AlreadyExists"/> when there is one, or the
    /// remains of one, so that nobody's keys are mixed with others.
    /// </summary>
    public static async Task<ResticRepository> InitAsync(
        IBackend backend, string password, RepositorySettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        await new EmptyPlace(backend, settings.Time).ThrowIfOccupiedAsync(cancellationToken);
        await backend.CreateAsync(cancellationToken);

        // The key goes first: a repository exists from the moment its config does, and then it must be possible to open it.
        KeyRing keys = await KeyRing.CreateAsync(backend, password, settings, cancellationToken);
        ResticRepository repository = new(backend, keys, settings);
        ConfigFile config = new(settings.FormatVersion, NewId(), settings.ChunkerPolynomial ?? Polynomial.CreateRandom());
        await repository.Files.SaveAsync(FileKind.Config, config.Encode(), cancellationToken);
        if (await backend.StatAsync(keys.Current.File, cancellationToken) is null)
        {
            throw new RepositoryException(RepositoryErrorKind.VerificationFailed,
                $"Somebody else removed the key of the repository at {backend.Location} while it was being made, so nobody can open it. It holds nothing yet: "
                + "delete it and create it again.");
        }

        repository.Adopt(config);
        return repository;
    }

    /// <summary>
    /// Opens a repository with one of its passwords. The index is not read yet. Fails with <see cref="RepositoryErrorKind.NotARepository"/>,
    /// <see cref="RepositoryErrorKind.WrongPassword"/>, <see cref="RepositoryErrorKind.Damaged"/> or <see cref="RepositoryErrorKind.Unsupported"/>.
    /// </summary>
    public static async Task<ResticRepository> OpenAsync(
        IBackend backend, string password, RepositorySettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (await backend.StatAsync(FileHandle.Config, cancellationToken) is null)
        {
            throw new RepositoryException(
                RepositoryErrorKind.NotARepository,
                $"There is no repository at {backend.Location} (it has no config file). Check the address, or create one with 'cairn repo init'.");
        }

        KeyRing keys = await KeyRing.OpenAsync(backend, password, settings, cancellationToken);
        ResticRepository repository = new(backend, keys, settings);
        repository.Adopt(ConfigFile.Decode(await repository.Files.LoadAsync(FileHandle.Config, MaxConfigSize, cancellationToken)));
        return repository;
    }

    /// <summary>Reads all index files, several at a time. A damaged one fails the whole, since a blob that is not found would be stored again.</summary>
    public async Task LoadIndexAsync(CancellationToken cancellationToken)
    {
        IndexLoader loader = new(this);
        await loader.LoadAsync(onDamaged: null, cancellationToken);
        Index = loader.Index;
    }

    /// <summary>Takes over an index that was loaded in a special way.</summary>
    internal void UseIndex(MasterIndex index) => Index = index;

    /// <summary>The sizes of all packs in the storage, whether an index names them or not.</summary>
    internal async Task<Dictionary<PackId, long>> ListPacksAsync(CancellationToken cancellationToken)
    {
        Dictionary<PackId, long> packs = [];
        await foreach (StoredFile stored in Backend.ListAsync(FileKind.Pack, cancellationToken))
        {
            if (Sha256Id.TryParse(stored.Handle.Name, out Sha256Id name))
            {
                packs[new PackId(name)] = stored.Size;
            }
        }

        return packs;
    }

    /// <summary>Loads one blob by way of the index. For many blobs in a row use <see cref="BlobReader"/>, which reads ahead.</summary>
    public async Task<byte[]> LoadBlobAsync(BlobHandle blob, CancellationToken cancellationToken)
    {
        byte[] content = [];
        await ReadBlobAsync(blob, plaintext => content = plaintext.ToArray(), cancellationToken);
        return content;
    }

    /// <summary>Hands the content of one blob to <paramref name="read"/>, in memory that is used again afterwards.</summary>
    internal Task ReadBlobAsync(BlobHandle blob, ReadBlob read, CancellationToken cancellationToken) =>
        ReadBlobAsync(blob, read, useCache: true, cancellationToken);

    private async Task ReadBlobAsync(BlobHandle blob, ReadBlob read, bool useCache, CancellationToken cancellationToken)
    {
        if (!Index.TryFind(blob, out BlobLocation location))
        {
            throw RepositoryException.Damaged($"The {blob}", "no index file lists it");
        }

        int storedLength = (int)location.Blob.Length;
        byte[] stored = BufferPool.Rent(storedLength);
        byte[] plaintext = [];
        try
        {
            Memory<byte> bytes = stored.AsMemory(0, storedLength);
            int length = useCache ? await TryDecodeCachedAsync(location, bytes, Exchange, cancellationToken) : -1;
            for (int attempt = 1; length < 0; attempt++)
            {
                await Backend.LoadAsync(location.Pack.File, location.Blob.Offset, bytes, cancellationToken);
                try
                {
                    length = Exchange(bytes.Span);
                }
                catch (RepositoryException) when (attempt == 1)
                {
                    // One more try: a storage or network fault may have damaged the bytes on the way only.
                    continue;
                }

                // Only now is it known to be whole.
                if (useCache && CacheFor(location) is { } cache)
                {
                    await cache.KeepAsync(location.Pack.File, location.Blob.Offset, bytes, cancellationToken);
                }
            }

            read(plaintext.AsSpan(0, length));
        }
        finally
        {
            BufferPool.Return(stored);
            BufferPool.Return(plaintext);
        }

        int Exchange(ReadOnlySpan<byte> bytes)
        {
            BlobCodec codec = Codecs.Rent();
            try
            {
                return codec.Decode(blob, bytes, location.Blob.UncompressedLength, ref plaintext);
            }
            finally
            {
                Codecs.Return(codec);
            }
        }
    }

    /// <summary>Decodes a copy from the cache; -1 when there is none. One that is damaged is forgotten.</summary>
    private async Task<int> TryDecodeCachedAsync(
        BlobLocation location, Memory<byte> bytes, Func<ReadOnlySpan<byte>, int> decode, CancellationToken cancellationToken)
    {
        if (CacheFor(location) is not { } cache
            || !await cache.TryReadAsync(location.Pack.File, location.Blob.Offset, bytes, cancellationToken))
        {
            return -1;
        }

        try
        {
            return decode(bytes.Span);
        }
        catch (RepositoryException)
        {
            await cache.ForgetAsync(location.Pack.File, location.Blob.Offset, bytes.Length, cancellationToken);
            return -1;
        }
    }

    /// <summary>The cache where there is one and the blob is worth a place in it: directories are read again and again, data is not.</summary>
    private IRangeCache? CacheFor(BlobLocation location) => location.Blob.Handle.Type == BlobType.Tree ? Backend as IRangeCache : null;

    /// <summary>Loads a directory.</summary>
    public async Task<Tree> LoadTreeAsync(BlobId tree, CancellationToken cancellationToken) =>
        Tree.Decode(tree, await LoadBlobAsync(new BlobHandle(BlobType.Tree, tree), cancellationToken));

    /// <summary>Loads a directory from the storage itself, to see that it is there.</summary>
    internal async Task<Tree> ReadBackTreeAsync(BlobId tree, CancellationToken cancellationToken)
    {
        byte[] content = [];
        await ReadBlobAsync(new BlobHandle(BlobType.Tree, tree), plaintext => content = plaintext.ToArray(), useCache: false, cancellationToken);
        return Tree.Decode(tree, content);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Codecs.Dispose();
        Cipher.Dispose();
        await Backend.DisposeAsync();
    }

    private static string NewId() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(Sha256Id.Size));

    private void Adopt(ConfigFile config)
    {
        Config = config;
        Codecs = new BlobCodecPool(Cipher, config.Version >= 2, Settings.Compression);
    }
}
