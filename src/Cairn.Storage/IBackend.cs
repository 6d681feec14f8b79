using System.Buffers;

namespace Cairn.Storage;

/// <summary>
/// Stores the named files of one restic repository. This interface is the whole of what the repository engine knows of storage.
/// </summary>
/// <remarks>
/// Contract, which <c>BackendContractTests</c> holds every implementation to:
/// <list type="bullet">
/// <item>All members may be called from any thread, at the same time.</item>
/// <item>Failures are <see cref="BackendException"/>s whose <see cref="BackendException.Kind"/> tells a caller whether a repeat can help;
/// cancellation is an <see cref="OperationCanceledException"/>. No implementation retries by itself: <c>RetryingBackend</c> does.</item>
/// <item>A file is seen whole or not at all: under its name there is never a part of it, not even after a crash.</item>
/// <item>What <see cref="SaveAsync"/> acknowledged survives a power failure, as far as the storage can promise that.</item>
/// </list>
/// </remarks>
public interface IBackend : IAsyncDisposable
{
    /// <summary>Where the files are, in restic's notation and without credentials; for messages.</summary>
    string Location { get; }

    /// <summary>How many operations at a time this storage takes well. Default: 5 for remote storage, the number of processors + 2 for a local one.</summary>
    int Connections { get; }

    /// <summary>Creates what the storage needs before the first file: directories, or the bucket if it is missing. Does nothing when all is there.</summary>
    Task CreateAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores a file atomically. A file that exists is replaced (with the same content, since names are hashes of contents; the config
    /// file and keys excepted). <paramref name="content"/> must stay unchanged until the task ends; it may be read more than once.
    /// </summary>
    Task SaveAsync(FileHandle file, ReadOnlySequence<byte> content, CancellationToken cancellationToken);

    /// <summary>
    /// Fills <paramref name="destination"/> completely with the bytes from <paramref name="offset"/> on.
    /// Fails with <see cref="BackendErrorKind.RangeBeyondEnd"/> when the file ends before, <see cref="BackendErrorKind.NotFound"/> when it is missing.
    /// </summary>
    Task LoadAsync(FileHandle file, long offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>
    /// Loads a whole file of at most <paramref name="maxBytes"/> bytes. A longer one fails with <see cref="BackendErrorKind.Permanent"/>,
    /// so that a damaged or hostile storage cannot exhaust memory.
    /// </summary>
    Task<byte[]> LoadAllAsync(FileHandle file, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Returns the file's length in bytes, or null when it does not exist.</summary>
    Task<long?> StatAsync(FileHandle file, CancellationToken cancellationToken);

    /// <summary>
    /// Lists the files of a kind in no particular order. Names that cannot belong to the kind (temporary files, strangers) are left out.
    /// A missing directory is an empty list. Files that are saved or removed meanwhile may or may not appear.
    /// </summary>
    IAsyncEnumerable<StoredFile> ListAsync(FileKind kind, CancellationToken cancellationToken);

    /// <summary>Deletes a file. It is no error when the file does not exist (any more), so that a delete can be repeated.</summary>
    Task RemoveAsync(FileHandle file, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes half-written files that no listing shows: a run that is killed leaves them. Default: there are none, since the storage shows no half of a file
    /// to anybody.
    /// </summary>
    /// <param name="before">Only those that nobody has written to since then; who still writes one must not lose it.</param>
    /// <param name="dryRun">Delete nothing, only count.</param>
    /// <param name="cancellationToken">Ends the work between two files.</param>
    Task<Leftovers> RemoveLeftoversAsync(DateTimeOffset before, bool dryRun, CancellationToken cancellationToken) =>
        Task.FromResult(default(Leftovers));
}
