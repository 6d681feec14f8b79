using System.Text.Json;
using Cairn.Kubernetes.Clients;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Cairn.Kubernetes.Caching;

/// <summary>
/// Keeps a cache up to date: lists once, then watches; goes on where a watch ended; lists again when the server no longer remembers that
/// place; and waits a growing time while the server does not answer.
/// </summary>
internal sealed partial class Reflector<T>(
    IClusterClient client, ObjectCache<T> cache, ListOptions options, TimeProvider clock, ILogger logger)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));

    private string? _version;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListOnceAsync(cancellationToken);
                if (!await WatchOnceAsync(cancellationToken))
                {
                    // A watch that ends at once without a word, again and again, must not become a busy loop.
                    await Task.Delay(_backoff.Next(), clock, cancellationToken);
                }
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && IsPassing(error))
            {
                await PauseAsync(error, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static bool IsPassing(Exception error) => error is ClusterException or JsonException or KeyNotFoundException;

    private async Task ListOnceAsync(CancellationToken cancellationToken)
    {
        if (_version is null)
        {
            ObjectList<T> list = await client.ListAsync<T>(options, cancellationToken);
            cache.Replace(options.Namespace ?? "", list.Items);
            _version = list.ResourceVersion;
        }
    }

    /// <summary>Follows one watch to its end; false when it told nothing.</summary>
    private async Task<bool> WatchOnceAsync(CancellationToken cancellationToken)
    {
        bool isAlive = false;
        await foreach (WatchEvent<T> change in client.WatchAsync<T>(options, _version!, cancellationToken))
        {
            Apply(change);
            _version = change.ResourceVersion;
            _backoff.Reset();
            isAlive = true;
        }

        return isAlive;
    }

    private void Apply(WatchEvent<T> change)
    {
        switch (change.Kind)
        {
            case WatchEventKind.Added or WatchEventKind.Modified:
                cache.Set(change.Value!);
                break;
            case WatchEventKind.Deleted:
                cache.Remove(change.Value!);
                break;
            default:
                break;
        }
    }

    private async Task PauseAsync(Exception error, CancellationToken cancellationToken)
    {
        if (error is ClusterException { Kind: ClusterErrorKind.Gone })
        {
            Log.Relist(logger, typeof(T).Name);
            _version = null;
        }
        else
        {
            Log.Interrupted(logger, typeof(T).Name, options.Namespace ?? "all namespaces", error.Message);
        }

        if (error is not ClusterException)
        {
            // What cannot be read now may have been cut short: only a new list is known to be whole.
            _version = null;
        }

        try
        {
            await Task.Delay(_backoff.Next(), clock, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Debug, "The server no longer remembers where the watch of {Kind} was: listing again")]
        public static partial void Relist(ILogger logger, string kind);

        [LoggerMessage(4002, LogLevel.Warning, "Watching {Kind} in {Namespace} was interrupted: {Problem}")]
        public static partial void Interrupted(ILogger logger, string kind, string @namespace, string problem);
    }
}
