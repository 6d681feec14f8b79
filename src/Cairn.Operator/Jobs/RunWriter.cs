using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using k8s;
using k8s.Models;

namespace Cairn.Operator.Jobs;

/// <summary>Makes the objects of a run, and removes them. What is there already stays: names are computed, so it is from an earlier try.</summary>
internal static class RunWriter
{
    /// <summary>Makes the rights, then the Job.</summary>
    public static async Task CreateAsync(IClusterClient client, RunObjects run, CancellationToken cancellationToken)
    {
        await CreateAccessAsync(client, run.Access, cancellationToken);
        await client.CreateIfMissingAsync(run.Job, cancellationToken);
    }

    /// <summary>Makes the rights.</summary>
    public static async Task CreateAccessAsync(
        IClusterClient client, IReadOnlyList<IKubernetesObject<V1ObjectMeta>> access, CancellationToken cancellationToken)
    {
        foreach (IKubernetesObject<V1ObjectMeta> item in access)
        {
            _ = item switch
            {
                V1ServiceAccount account => await client.CreateIfMissingAsync(account, cancellationToken),
                V1Role role => await client.CreateIfMissingAsync(role, cancellationToken),
                V1RoleBinding binding => await client.CreateIfMissingAsync(binding, cancellationToken),
                _ => throw new ArgumentException($"A {item.GetType().Name} is no right."),
            };
        }
    }

    /// <summary>Removes the rights, then the Job with its pods; that they are gone already is no error.</summary>
    public static async Task RemoveAsync(IClusterClient client, RunObjects run, CancellationToken cancellationToken)
    {
        await RemoveAccessAsync(client, run.Access, cancellationToken);
        await client.DeleteAsync<V1Job>(NamespacedName.Of(run.Job), new DeleteRequest(), cancellationToken);
    }

    /// <summary>Removes the rights.</summary>
    public static async Task RemoveAccessAsync(
        IClusterClient client, IReadOnlyList<IKubernetesObject<V1ObjectMeta>> access, CancellationToken cancellationToken)
    {
        DeleteRequest request = new();
        foreach (IKubernetesObject<V1ObjectMeta> item in access.Reverse())
        {
            NamespacedName name = NamespacedName.Of(item);
            _ = item switch
            {
                V1ServiceAccount => await client.DeleteAsync<V1ServiceAccount>(name, request, cancellationToken),
                V1Role => await client.DeleteAsync<V1Role>(name, request, cancellationToken),
                V1RoleBinding => await client.DeleteAsync<V1RoleBinding>(name, request, cancellationToken),
                _ => throw new ArgumentException($"A {item.GetType().Name} is no right."),
            };
        }
    }
}
