using System.Text.Json.Nodes;
using Cairn.Api.AppCatalog;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Layout.Backends;
using k8s;
using k8s.Models;

namespace Cairn.Worker.Objects;

/// <summary>Reads the objects that describe a run. A server that is not reachable for a while is asked again: a run must not fail for that.</summary>
/// <param name="context">The world around the run.</param>
internal sealed class RunObjects(RunContext context)
{
    private static readonly TimeSpan RetryBudget = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Reads an object that has to be there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="neededBy">What needs it, for the message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RunException">It is not there.</exception>
    public async Task<T> NeedAsync<T>(NamespacedName name, string neededBy, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        await RetryAsync(token => context.Cluster.FindAsync<T>(name, token), cancellationToken)
        ?? throw new RunException($"The {KindOf<T>()} {name}, which {neededBy} names, is not there.");

    /// <summary>The data of a Secret; null when there is none.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>?> FindSecretAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        V1Secret? secret = await RetryAsync(token => context.Cluster.FindAsync<V1Secret>(name, token), cancellationToken);
        return secret is null ? null : new Dictionary<string, byte[]>(secret.Data ?? new Dictionary<string, byte[]>(), StringComparer.Ordinal);
    }

    /// <summary>The password in a Secret, byte for byte as restic takes it from its environment.</summary>
    /// <exception cref="RunException">Secret or key is not there.</exception>
    public async Task<string> ReadPasswordAsync(NamespacedName name, string neededBy, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, byte[]> data = await FindSecretAsync(name, cancellationToken) ?? throw new RunException(
            $"The Secret {name}, by which {neededBy} encrypts its data, is not there. Without it no backup can be written or read: create it again with the "
            + "same RESTIC_PASSWORD.");
        return data.TryGetValue("RESTIC_PASSWORD", out byte[]? value) && value.Length > 0
            ? System.Text.Encoding.UTF8.GetString(value)
            : throw new RunException($"The Secret {name}, by which {neededBy} encrypts its data, has no key RESTIC_PASSWORD. Add it.");
    }

    /// <summary>The storage of a Repository.</summary>
    public async Task<StorageAccess> OpenStorageAsync(Repository repository, CancellationToken cancellationToken)
    {
        string home = repository.Metadata.NamespaceProperty ?? "";
        string neededBy = $"Repository {NamespacedName.Of(repository)}";
        if (repository.Spec?.StorageRef is not { Name.Length: > 0 } reference)
        {
            throw new RunException($"{neededBy} names no BackupStorage (spec.storageRef).");
        }

        NamespacedName name = new(string.IsNullOrEmpty(reference.Namespace) ? home : reference.Namespace, reference.Name);
        return await OpenStorageAsync(await NeedAsync<BackupStorage>(name, neededBy, cancellationToken), cancellationToken);
    }

    /// <summary>A storage with the data of its Secret.</summary>
    public async Task<StorageAccess> OpenStorageAsync(BackupStorage storage, CancellationToken cancellationToken)
    {
        string? secret = StorageAccess.SecretNameOf(storage);
        IReadOnlyDictionary<string, byte[]>? data = secret is null ? null
            : await FindSecretAsync(new NamespacedName(storage.Metadata.NamespaceProperty ?? "", secret), cancellationToken);
        return StorageAccess.Of(storage, data, context.Mounts.Resolve);
    }

    /// <summary>The AppBinding of an application: itself, or the one that has the name of the database object it describes.</summary>
    public Task<AppBinding> NeedBindingAsync(
        Api.Meta.TypedObjectReference? reference, string home, string neededBy, CancellationToken cancellationToken) => string.IsNullOrEmpty(reference?.Name)
        ? throw new RunException($"{neededBy} names no target.")
        : NeedAsync<AppBinding>(
            new NamespacedName(string.IsNullOrEmpty(reference.Namespace) ? home : reference.Namespace, reference.Name), neededBy, cancellationToken);

    /// <summary>Writes fields of a status, again and again while the server is not reachable.</summary>
    public Task PatchStatusAsync<T>(NamespacedName name, JsonObject status, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => RetryAsync<object?>(
        async token => await context.Cluster.PatchStatusAsync<T>(name, new JsonObject { ["status"] = status.DeepClone() }, token), cancellationToken);

    /// <summary>Repeats a request while the server is not reachable, for two minutes at most.</summary>
    public async Task<TResult> RetryAsync<TResult>(Func<CancellationToken, Task<TResult>> request, CancellationToken cancellationToken)
    {
        long start = context.Time.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (true)
        {
            try
            {
                return await request(cancellationToken);
            }
            catch (ClusterException e) when (e.Kind == ClusterErrorKind.Unavailable && context.Time.GetElapsedTime(start) + pause < RetryBudget)
            {
                context.Detail(e.Message);
                await Task.Delay(pause, context.Time, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private static string KindOf<T>() => typeof(T).Name.StartsWith("V1", StringComparison.Ordinal) ? typeof(T).Name[2..] : typeof(T).Name;
}
