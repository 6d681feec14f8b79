using Cairn.Storage.Local;
using Cairn.Storage.Wrappers;

namespace Cairn.Storage.Objects;

/// <summary>Opens the plain objects of a storage, at the places and with the settings that backends of repositories have.</summary>
public static class ObjectStoreFactory
{
    /// <summary>
    /// Opens a store that tries transient failures again; does not talk to the storage. Bandwidth limits are not applied: plain objects are small.
    /// Fails with <see cref="BackendErrorKind.Misconfigured"/> when the settings cannot work.
    /// </summary>
    /// <param name="location">The directory, or the bucket with a prefix, that holds the objects.</param>
    /// <param name="settings">Credentials and patience. Nothing is read from the environment unless the settings say so.</param>
    /// <param name="onRetry">Called before each repetition of a failed operation; null: nobody wants to know.</param>
    /// <param name="timeProvider">The clock of all waits.</param>
    public static IObjectStore Open(
        RepositoryLocation location, BackendSettings settings, Action<BackendRetry>? onRetry, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(timeProvider);
#pragma warning disable CA2000 // The wrapper owns what it wraps, and the caller owns the wrapper.
        IObjectStore store = location.Scheme == RepositoryScheme.Local
            ? new LocalObjectStore(location.Path, settings.Connections)
            : BackendFactory.OpenCloud(location, settings, timeProvider);
#pragma warning restore CA2000
        return new RetryingObjectStore(store, new RetryLoop(settings.RetryBudget, onRetry, timeProvider));
    }
}
