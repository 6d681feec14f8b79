using System.Text.Json.Nodes;
using Cairn.Api.Meta;
using Cairn.Api.Serialization;
using k8s;
using k8s.Models;

namespace Cairn.Kubernetes.Clients;

/// <summary>What reconcilers do with objects again and again.</summary>
public static class ClusterClientExtensions
{
    /// <summary>Reads an object that has to be there.</summary>
    /// <exception cref="ClusterException">It is not there, or the server refused or was not reached.</exception>
    public static async Task<T> GetAsync<T>(this IClusterClient client, NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(client);
        return await client.FindAsync<T>(name, cancellationToken)
            ?? throw new ClusterException(ClusterErrorKind.NotFound, $"The cluster has no {ObjectKind<T>.Instance.Kind} {name}.");
    }

    /// <summary>Creates an object unless there is one of its name. False: there was.</summary>
    public static async Task<bool> CreateIfMissingAsync<T>(this IClusterClient client, T value, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(client);
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

    /// <summary>
    /// Writes the status of an object if it differs from what it was; the object must still be in the state it was read in. A write that changes nothing
    /// would wake up everybody who watches, and by that come back here, for ever.
    /// </summary>
    /// <returns>The object as it is now.</returns>
    public static async Task<T> UpdateStatusIfChangedAsync<T>(this IClusterClient client, T before, T after, CancellationToken cancellationToken)
        where T : ApiObject
    {
        ArgumentNullException.ThrowIfNull(client);
        return JsonNode.DeepEquals(ApiJson.Write(before)["status"], ApiJson.Write(after)["status"])
            ? before
            : await client.UpdateStatusAsync(after, cancellationToken);
    }

    /// <summary>
    /// Adds or removes a finalizer; the object must still be in the state it was read in. What is asked for may be so already.
    /// </summary>
    /// <returns>The object as it is now. One that was only waiting for its last finalizer is gone after its removal.</returns>
    public static async Task<T> SetFinalizerAsync<T>(
        this IClusterClient client, T value, string finalizer, bool isPresent, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(value);
        IEnumerable<string> present = value.Metadata.Finalizers ?? [];
        if (present.Contains(finalizer) == isPresent)
        {
            return value;
        }

        // A patch of this list alone: an update would send back every field, with what this program does not know of left out.
        IEnumerable<string> wanted = isPresent ? present.Append(finalizer) : present.Where(item => item != finalizer);
        JsonObject patch = new()
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = value.Metadata.ResourceVersion,
                ["finalizers"] = new JsonArray([.. wanted.Select(item => JsonValue.Create(item))]),
            },
        };
        return await client.PatchAsync<T>(NamespacedName.Of(value), patch, cancellationToken);
    }
}
