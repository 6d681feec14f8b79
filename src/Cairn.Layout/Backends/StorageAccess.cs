using Cairn.Api.Storage;
using Cairn.Storage;
using Cairn.Storage.Objects;
using Cairn.Storage.Wrappers;

namespace Cairn.Layout.Backends;

/// <summary>
/// A BackupStorage with the data of its Secret: where its files are and how they are reached. Credentials stay in this object and in the clients that
/// it opens; nothing goes into the environment of the process, which serves storages of several owners at the same time.
/// </summary>
public sealed class StorageAccess
{
    private readonly RepositoryLocation _root;
    private readonly BackendSettings _settings;

    private StorageAccess(string name, RepositoryLocation root, BackendSettings settings) => (Name, _root, _settings) = (name, root, settings);

    /// <summary>The BackupStorage, for messages: <c>BackupStorage demo/s3</c>.</summary>
    public string Name { get; }

    /// <summary>The storage in restic's notation, without credentials.</summary>
    public string Location => _root.ToString();

    /// <summary>The Secret in the BackupStorage's namespace that <see cref="Of"/> needs the data of; null when none is named.</summary>
    public static string? SecretNameOf(BackupStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        StorageLocation? place = storage.Spec?.Storage;
        string? name = place?.S3?.SecretName ?? place?.Gcs?.SecretName ?? place?.Azure?.SecretName;
        return string.IsNullOrEmpty(name) ? null : name;
    }

    /// <summary>Whether the storage is a volume, which only a process that has it mounted can reach.</summary>
    public static bool IsVolume(BackupStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return storage.Spec?.Storage is { S3: null, Gcs: null, Azure: null, Local: not null };
    }

    /// <summary>Puts a storage and its Secret together. It does not talk to the storage.</summary>
    /// <param name="storage">The BackupStorage.</param>
    /// <param name="secret">The data of the Secret that <see cref="SecretNameOf"/> names; null when it names none.</param>
    /// <param name="mapMount">Where a mount path of pods is for this process; null: at the same place.</param>
    /// <exception cref="BackendException">The settings cannot work; the message names the object and the field or key.</exception>
    public static StorageAccess Of(BackupStorage storage, IReadOnlyDictionary<string, byte[]>? secret, Func<string, string>? mapMount = null)
    {
        ArgumentNullException.ThrowIfNull(storage);
        string name = $"BackupStorage {storage.Metadata.NamespaceProperty}/{storage.Metadata.Name}";
        SecretKeys keys = new(name, SecretNameOf(storage), secret);
        StorageLocation place = storage.Spec?.Storage ?? throw Misconfigured(name, "spec.storage is missing");
        CheckProvider(name, place);
        (RepositoryLocation root, BackendSettings settings) = place switch
        {
            { S3: { } s3 } => S3Access.Of(name, s3, keys),
            { Gcs: not null } => throw Misconfigured(name, "Google Cloud Storage is not supported yet"),
            { Azure: not null } => throw Misconfigured(name, "Azure Blob Storage is not supported yet"),
            { Local: { } local } => LocalAccess.Of(name, local, mapMount),
            _ => throw Misconfigured(name, "spec.storage has none of s3, gcs, azure and local"),
        };
        return new StorageAccess(name, root, settings);
    }

    /// <summary>Where a restic repository is.</summary>
    /// <param name="directory">Its directory below the prefix, such as <c>postgres/repository/v1/daily/dump</c>.</param>
    public RepositoryLocation LocationOf(string directory) => _root.Below(StoragePaths.Join(directory));

    /// <summary>Opens the backend of a restic repository; does not talk to the storage yet.</summary>
    /// <param name="directory">Its directory below the prefix.</param>
    /// <param name="onRetry">Is called before each repetition of a failed operation.</param>
    /// <param name="timeProvider">The clock of all waits.</param>
    public IBackend OpenRepository(string directory, Action<BackendRetry>? onRetry, TimeProvider timeProvider) =>
        BackendFactory.Open(LocationOf(directory), _settings, onRetry, timeProvider);

    /// <summary>Opens the plain files of the storage; does not talk to it yet.</summary>
    /// <param name="onRetry">Is called before each repetition of a failed operation.</param>
    /// <param name="timeProvider">The clock of all waits.</param>
    public MetadataStore OpenMetadata(Action<BackendRetry>? onRetry, TimeProvider timeProvider) =>
#pragma warning disable CA2000 // The store of metadata owns it.
        new(OpenObjects(onRetry, timeProvider));
#pragma warning restore CA2000

    internal IObjectStore OpenObjects(Action<BackendRetry>? onRetry, TimeProvider timeProvider) =>
        ObjectStoreFactory.Open(_root, _settings, onRetry, timeProvider);

    /// <summary>Never shows credentials.</summary>
    public override string ToString() => $"{Name} ({Location})";

    internal static BackendException Misconfigured(string name, string problem) => new(BackendErrorKind.Misconfigured, $"{name}: {problem}.");

    /// <summary>Most connections at a time; what the API leaves open or sets to 0 is the backend's own default.</summary>
    internal static int? Connections(long? maxConnections) => maxConnections is > 0 and <= int.MaxValue ? (int)maxConnections : null;

    // The reference's two halves look at the provider and at the field that is set; a storage in which they differ would be two places.
    private static void CheckProvider(string name, StorageLocation place)
    {
        (string Provider, bool IsSet)[] fields =
        [
            (StorageProviders.S3, place.S3 is not null), (StorageProviders.Gcs, place.Gcs is not null),
            (StorageProviders.Azure, place.Azure is not null), (StorageProviders.Local, place.Local is not null),
        ];
        string[] set = [.. fields.Where(field => field.IsSet).Select(field => field.Provider)];
        if (set.Length > 1)
        {
            throw Misconfigured(name, $"spec.storage has {string.Join(" and ", set)} set; only one of them can be where the data is");
        }

        if (set.Length == 1 && place.Provider is { Length: > 0 } provider && provider != set[0])
        {
            throw Misconfigured(name, $"spec.storage.provider is '{provider}', but spec.storage.{set[0]} is set");
        }
    }
}
