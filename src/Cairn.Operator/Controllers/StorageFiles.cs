using System.Collections.Concurrent;
using System.Net.Sockets;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Layout;
using Cairn.Layout.Backends;
using Cairn.Layout.Metadata;
using Cairn.Operator.Hosting;
using Cairn.Storage;
using k8s.Models;

namespace Cairn.Operator.Controllers;

/// <summary>
/// The plain files of storages that this process can reach. Each use has a limit, and every failure becomes one exception whose message can be shown.
/// </summary>
internal sealed class StorageFiles(OperatorServices services)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _metadataLocks = new();

    /// <summary>The Secret's data; null when the storage names none.</summary>
    /// <exception cref="StorageProblemException">It names one that is not there.</exception>
    public async Task<IReadOnlyDictionary<string, byte[]>?> ReadSecretAsync(BackupStorage storage, CancellationToken cancellationToken)
    {
        if (StorageAccess.SecretNameOf(storage) is not { } name)
        {
            return null;
        }

        NamespacedName key = new(storage.Metadata.NamespaceProperty, name);
        V1Secret secret = await services.Client.FindAsync<V1Secret>(key, cancellationToken) ?? throw new StorageProblemException(
            $"The Secret {key} of the BackupStorage is not there: create it with the keys of the provider.", isSecretMissing: true);
        return secret.Data?.AsReadOnly() ?? (IReadOnlyDictionary<string, byte[]>)new Dictionary<string, byte[]>();
    }

    /// <summary>Does something with the files of a storage.</summary>
    public async Task<T> UseAsync<T>(BackupStorage storage, Func<MetadataStore, CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, byte[]>? secret = await ReadSecretAsync(storage, cancellationToken);
        using CancellationTokenSource limit = new(Limit, services.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        string problem = "no answer";
        try
        {
            await using MetadataStore store = services.OpenStorage(storage, secret, retry => problem = retry.ErrorMessage);
            return await action(store, both.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StorageProblemException(
                $"The storage cannot be used, also after trying for {Limit.TotalSeconds:0} s: {problem}. "
                + "Check its address, and whether the operator can reach it.",
                isSecretMissing: false, error);
        }
        catch (Exception error) when (error is BackendException or MetadataException or SocketException or IOException)
        {
            throw new StorageProblemException($"The storage failed: {error.Message}", isSecretMissing: false, error);
        }
    }

    /// <summary>Does something with the files of a storage.</summary>
    public Task UseAsync(BackupStorage storage, Func<MetadataStore, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        UseAsync<object?>(
            storage,
            async (store, token) =>
            {
                await action(store, token);
                return null;
            },
            cancellationToken);

    /// <summary>
    /// Changes <c>metadata.yaml</c>, read and written as one step within this process; only the leader does so.
    /// </summary>
    /// <param name="storage">The storage.</param>
    /// <param name="change">The new content from the old one (null: there is no file); the same or null: nothing is written.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ChangeMetadataAsync(
        BackupStorage storage, Func<BackendMetadata?, BackendMetadata?> change, CancellationToken cancellationToken)
    {
        SemaphoreSlim turn = _metadataLocks.GetOrAdd(storage.Metadata.Uid, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            await UseAsync(
                storage,
                async (store, token) =>
                {
                    BackendMetadata? before = await store.FindBackendAsync(token);
                    if (change(before) is { } after && !ReferenceEquals(before, after))
                    {
                        await store.SaveBackendAsync(after, token);
                    }
                },
                cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }
}
