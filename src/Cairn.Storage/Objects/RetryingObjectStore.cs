using System.Buffers;
using Cairn.Storage.Wrappers;

namespace Cairn.Storage.Objects;

/// <summary>What <see cref="RetryingBackend"/> is for backends.</summary>
/// <param name="inner">The store whose transient failures are tried again; it is owned from then on.</param>
/// <param name="retry">How.</param>
internal sealed class RetryingObjectStore(IObjectStore inner, RetryLoop retry) : IObjectStore
{
    /// <inheritdoc/>
    public string Location => inner.Location;

    /// <inheritdoc/>
    public int Connections => inner.Connections;

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken) => retry.RunAsync("create", "", inner.CreateAsync, cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        retry.RunAsync("save", name, token => inner.SaveAsync(name, content, token), cancellationToken);

    /// <inheritdoc/>
    public Task LoadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        retry.RunAsync("load", name, token => inner.LoadAsync(name, offset, destination, token), cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> LoadAllAsync(string name, long maxBytes, CancellationToken cancellationToken) =>
        retry.RunAsync("load", name, token => inner.LoadAllAsync(name, maxBytes, token), cancellationToken);

    /// <inheritdoc/>
    public Task<long?> StatAsync(string name, CancellationToken cancellationToken) =>
        retry.RunAsync("stat", name, token => inner.StatAsync(name, token), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredObject> ListAsync(string directory, CancellationToken cancellationToken) =>
        retry.ListAsync(directory, token => inner.ListAsync(directory, token), static entry => entry.Name, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        retry.RunAsync("remove", name, token => inner.RemoveAsync(name, token), cancellationToken);

    /// <summary>
    /// Object by object first, each with a budget of its own: a large directory takes longer to delete than one operation may be repeated. The
    /// store's own way then finds only what no listing shows.
    /// </summary>
    public async Task RemoveDirectoryAsync(string directory, CancellationToken cancellationToken)
    {
        ObjectName.Check(directory);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            ListAsync(directory, cancellationToken), options, async (entry, token) => await RemoveAsync(entry.Name, token));
        await retry.RunAsync("remove", directory, token => inner.RemoveDirectoryAsync(directory, token), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
