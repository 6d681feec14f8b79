using System.Text.Json.Nodes;
using Cairn.Api.Meta;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Operator.Statuses;
using k8s;
using k8s.Models;

namespace Cairn.Operator.Objects;

/// <summary>What reconcilers do with objects again and again; every step bears to be done twice.</summary>
internal static class ClusterObjects
{
    /// <summary>The finalizer of every object that is managed: until it is taken off, a deletion waits.</summary>
    public const string Finalizer = "kubestash.com/cleanup";

    /// <summary>Writes a status if it changed, and gives the object as it is then.</summary>
    public static async Task<T> SaveStatusAsync<T>(this IClusterClient client, T before, T after, CancellationToken cancellationToken)
        where T : ApiObject =>
        StatusPatch.Between(before, after) is { } patch
            ? await client.PatchStatusAsync<T>(NamespacedName.Of(before), patch, cancellationToken)
            : before;

    /// <summary>Adds the finalizer, unless it is there or the object is being deleted.</summary>
    public static async Task<T> EnsureFinalizerAsync<T>(this IClusterClient client, T value, CancellationToken cancellationToken)
        where T : ApiObject =>
        HasFinalizer(value) || value.Metadata.DeletionTimestamp is not null ? value
            : await client.PatchAsync<T>(
                NamespacedName.Of(value), FinalizerPatch(value, [.. value.Metadata.Finalizers ?? [], Finalizer]), cancellationToken);

    /// <summary>Takes the finalizer off.</summary>
    public static async Task RemoveFinalizerAsync<T>(this IClusterClient client, T value, CancellationToken cancellationToken)
        where T : ApiObject
    {
        if (HasFinalizer(value))
        {
            await client.PatchAsync<T>(
                NamespacedName.Of(value), FinalizerPatch(value, [.. value.Metadata.Finalizers.Where(item => item != Finalizer)]), cancellationToken);
        }
    }

    /// <summary>Creates an object unless there is one of its name.</summary>
    /// <returns>Whether it was created now.</returns>
    public static async Task<bool> CreateIfAbsentAsync<T>(this IClusterClient client, T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            await client.CreateAsync(value, cancellationToken);
            return true;
        }
        catch (ClusterException error) when (error.Kind == ClusterErrorKind.AlreadyExists)
        {
            return false;
        }
    }

    private static bool HasFinalizer(ApiObject value) => value.Metadata.Finalizers?.Contains(Finalizer) == true;

    private static JsonObject FinalizerPatch(ApiObject value, string[] finalizers)
    {
        JsonObject metadata = new() { ["finalizers"] = new JsonArray([.. finalizers.Select(item => (JsonNode)item)]) };
        if (value.Metadata.ResourceVersion is { Length: > 0 } version)
        {
            metadata["resourceVersion"] = version;
        }

        return new JsonObject { ["metadata"] = metadata };
    }
}
