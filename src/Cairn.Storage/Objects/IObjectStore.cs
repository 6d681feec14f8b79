using System.Buffers;

namespace Cairn.Storage.Objects;

/// <summary>
/// Stores objects under names of the caller's choice below one place of a storage: a directory, or a prefix of a bucket or container.
/// For the plain files beside restic repositories; the files of a repository itself go through <see cref="IBackend"/>.
/// </summary>
/// <remarks>
/// A name is a relative path with forward slashes (<see cref="ObjectName"/>): <c>metadata.yaml</c>, <c>shop/snapshots/x.yaml</c>. A directory is the
/// part of a name before a slash; it exists as long as objects are in it, and is never made or seen by itself. No object may have the name of a
/// directory. Names that break the rules fail with an <see cref="ArgumentException"/>, before anything is sent.
/// <para>Contract, which <c>ObjectStoreContractTests</c> holds every implementation to:</para>
/// <list type="bullet">
/// <item>All members may be called from any thread, at the same time.</item>
/// <item>Failures are <see cref="BackendException"/>s; cancellation is an <see cref="OperationCanceledException"/>. Raw stores do not retry;
/// what <see cref="ObjectStoreFactory"/> opens does.</item>
/// <item>An object is seen whole or not at all, and what <see cref="SaveAsync"/> acknowledged survives a power failure as far as the storage can
/// promise that. Of two that save the same name, one wins as a whole.</item>
/// </list>
/// </remarks>
public interface IObjectStore : IAsyncDisposable
{
    /// <summary>Where the objects are, in restic's notation and without credentials; for messages.</summary>
    string Location { get; }

    /// <summary>How many operations at a time this storage takes well.</summary>
    int Connections { get; }

    /// <summary>Creates what the storage needs before the first object: the directory, bucket or container. Does nothing when it is there.</summary>
    Task CreateAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores an object atomically; one that exists is replaced. <paramref name="content"/> must stay unchanged until the task ends; it may be read
    /// more than once.
    /// </summary>
    Task SaveAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken);

    /// <summary>
    /// Fills <paramref name="destination"/> completely with the bytes from <paramref name="offset"/> on.
    /// Fails with <see cref="BackendErrorKind.RangeBeyondEnd"/> when the object ends before, <see cref="BackendErrorKind.NotFound"/> when it is missing.
    /// </summary>
    Task LoadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>
    /// Loads a whole object of at most <paramref name="maxBytes"/> bytes. A longer one fails with <see cref="BackendErrorKind.Permanent"/>, so that
    /// a damaged or hostile storage cannot exhaust memory; a missing one with <see cref="BackendErrorKind.NotFound"/>.
    /// </summary>
    Task<byte[]> LoadAllAsync(string name, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Returns the object's length in bytes, or null when it does not exist.</summary>
    Task<long?> StatAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Lists all objects in a directory and in those below it, in no particular order. Objects whose names break the rules and temporary files are
    /// left out. A missing directory is an empty list; a missing root or bucket fails with <see cref="BackendErrorKind.NotFound"/>.
    /// </summary>
    /// <param name="directory">The directory, without a slash at its end; empty: the whole store.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<StoredObject> ListAsync(string directory, CancellationToken cancellationToken);

    /// <summary>Deletes an object. It is no error when it does not exist (any more), so that a delete can be repeated.</summary>
    Task RemoveAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a directory with all that is in it and below, strangers included. Not atomic: after a failure or cancellation a part may be gone, and
    /// a repeat deletes the rest. It is no error when there is nothing. What is saved there meanwhile may or may not be deleted.
    /// </summary>
    /// <param name="directory">The directory, without a slash at its end. It must not be empty: nobody deletes a whole store by an empty text.</param>
    /// <param name="cancellationToken">Ends the work between two deletions.</param>
    Task RemoveDirectoryAsync(string directory, CancellationToken cancellationToken);
}
