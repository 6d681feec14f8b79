using System.Buffers;
using System.Runtime.CompilerServices;
using Cairn.Storage.Objects;

namespace Cairn.Storage.Clouds;

/// <summary>
/// What the object stores behind HTTP have in common: names, limits of time, exact reads, paging. Each server's protocol is in a class of its own.
/// </summary>
/// <param name="place">Where the objects are.</param>
/// <param name="time">The clock of the limits.</param>
internal abstract class CloudObjectStore(CloudPlace place, TimeProvider time) : IObjectStore
{
    /// <inheritdoc/>
    public string Location => place.Location;

    /// <inheritdoc/>
    public int Connections => place.Connections;

    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken) =>
        RunAsync("Creating", Location, CreateAsync, cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        string key = KeyOf(name);
        return RunAsync("Saving", SubjectOf(name), guard => PutAsync(key, content, guard, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task LoadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        string key = KeyOf(name);
        string subject = SubjectOf(name);
        return destination.IsEmpty

            // The protocols have no empty range.
            ? CheckLengthAsync(name, offset, cancellationToken)
            : RunAsync("Loading", subject, LoadRangeAsync, cancellationToken);

        async Task LoadRangeAsync(StallGuard guard)
        {
            using CloudBody body = await GetAsync(key, (offset, destination.Length), guard);
            if (!body.IsPart && offset != 0)
            {
                throw new BackendException(BackendErrorKind.Misconfigured, $"Loading {subject} failed: the server ignores byte ranges.");
            }

            if (body.Length < destination.Length)
            {
                throw BeyondEnd(subject, offset + body.Length);
            }

            await FillAsync(body.Content, destination, subject, guard);
        }
    }

    /// <inheritdoc/>
    public Task<byte[]> LoadAllAsync(string name, long maxBytes, CancellationToken cancellationToken)
    {
        string key = KeyOf(name);
        string subject = SubjectOf(name);
        return RunAsync("Loading", subject, LoadWholeAsync, cancellationToken);

        async Task<byte[]> LoadWholeAsync(StallGuard guard)
        {
            using CloudBody body = await GetAsync(key, null, guard);
            if (body.Length > maxBytes)
            {
                throw new BackendException(
                    BackendErrorKind.Permanent,
                    $"Loading {subject} failed: it has {body.Length} bytes, but a file of its kind has at most {maxBytes}. It is damaged, or no "
                        + $"file of Cairn's.");
            }

            byte[] content = GC.AllocateUninitializedArray<byte>((int)body.Length);
            await FillAsync(body.Content, content, subject, guard);
            if (await body.Content.ReadAsync(new byte[1], guard.Token) != 0)
            {
                throw new BackendException(BackendErrorKind.Misconfigured, $"Loading {subject} failed: the server's answer is longer than "
                    + $"it says, or does not say how long it is.");
            }

            return content;
        }
    }

    /// <inheritdoc/>
    public Task<long?> StatAsync(string name, CancellationToken cancellationToken)
    {
        string key = KeyOf(name);
        return RunAsync("Looking up", SubjectOf(name), guard => LengthAsync(key, guard), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((string key, long size) in ListKeysAsync(ObjectName.CheckDirectory(directory), cancellationToken))
        {
            string name = key[place.Root.Length..];
            if (ObjectName.IsValid(name))
            {
                yield return new StoredObject(name, size);
            }
        }
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) => RemoveKeyAsync(KeyOf(name), SubjectOf(name), cancellationToken);

    /// <inheritdoc/>
    public async Task RemoveDirectoryAsync(string directory, CancellationToken cancellationToken)
    {
        ObjectName.Check(directory);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            ListKeysAsync(directory, cancellationToken),
            options,
            async (entry, token) => await RemoveKeyAsync(entry.Key, $"{Location}/{entry.Key[place.Root.Length..]}", token));
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Makes the bucket or container when it is missing.</summary>
    protected abstract Task CreateAsync(StallGuard guard);

    /// <summary>Stores an object, in one request or in several, so that it appears only when all of it has arrived.</summary>
    protected abstract Task PutAsync(string key, ReadOnlySequence<byte> content, StallGuard guard, CancellationToken cancellationToken);

    /// <summary>Begins a download of a whole object or of a range of it, which is never empty.</summary>
    protected abstract Task<CloudBody> GetAsync(string key, (long Offset, long Length)? range, StallGuard guard);

    /// <summary>The length of an object, or null when it does not exist.</summary>
    protected abstract Task<long?> LengthAsync(string key, StallGuard guard);

    /// <summary>Lists keys that start with a prefix; <paramref name="next"/> is the former page's, or null for the first.</summary>
    protected abstract Task<CloudPage> ListPageAsync(string prefix, string? next, StallGuard guard);

    /// <summary>Deletes an object that need not exist.</summary>
    protected abstract Task DeleteAsync(string key, StallGuard guard);

    /// <summary>The backend's own exception for a failure, or null when it is none of the storage (a bug, or the caller's cancellation).</summary>
    protected abstract BackendException? Translate(string operation, string subject, StallGuard guard, Exception exception);

    private Task RemoveKeyAsync(string key, string subject, CancellationToken cancellationToken) =>
        RunAsync("Removing", subject, guard => DeleteAsync(key, guard), cancellationToken);

    private async IAsyncEnumerable<(string Key, long Size)> ListKeysAsync(
        string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string prefix = place.Root + (directory.Length == 0 ? "" : directory + "/");
        string? next = null;
        do
        {
            string? from = next;
            CloudPage page = await RunAsync("Listing", $"{Location}/{directory}", guard => ListPageAsync(prefix, from, guard), cancellationToken);
            foreach ((string Key, long Size) entry in page.Objects)
            {
                yield return entry;
            }

            next = page.Next;
        }
        while (next is not null);
    }

    private async Task CheckLengthAsync(string name, long offset, CancellationToken cancellationToken)
    {
        long? length = await StatAsync(name, cancellationToken);
        if (length is null)
        {
            throw new BackendException(BackendErrorKind.NotFound, $"Loading {SubjectOf(name)} failed: it does not exist.");
        }

        if (offset > length)
        {
            throw BeyondEnd(SubjectOf(name), length.Value);
        }
    }

    private static async Task FillAsync(Stream body, Memory<byte> destination, string subject, StallGuard guard)
    {
        while (!destination.IsEmpty)
        {
            int count = await body.ReadAsync(destination, guard.Token);
            if (count == 0)
            {
                throw new BackendException(BackendErrorKind.Transient, $"Loading {subject} failed: the answer ended too early.");
            }

            guard.Progress();
            destination = destination[count..];
        }
    }

    private static BackendException BeyondEnd(string subject, long end) => new(
        BackendErrorKind.RangeBeyondEnd,
        $"Loading {subject} failed: the file ends at byte {end}, before the range that was asked for. It is truncated, or its index is wrong.");

    private async Task RunAsync(string operation, string subject, Func<StallGuard, Task> work, CancellationToken cancellationToken) =>
        await RunAsync(operation, subject, async guard => { await work(guard); return true; }, cancellationToken);

    private async Task<T> RunAsync<T>(string operation, string subject, Func<StallGuard, Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var guard = new StallGuard(place.StallTimeout, time, cancellationToken);
        try
        {
            return await work(guard);
        }
        catch (Exception exception) when (Translate(operation, subject, guard, exception) is { } translated)
        {
            throw translated;
        }
    }

    private string KeyOf(string name) => place.Root + ObjectName.Check(name);

    private string SubjectOf(string name) => $"{Location}/{name}";
}
