using Cairn.Api.Meta;
using Cairn.Api.Rules.Naming;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Operator.Jobs;
using Cairn.Operator.Jobs.Access;
using Cairn.Operator.Jobs.Tasks;
using k8s;
using k8s.Models;

namespace Cairn.Operator.Objects;

/// <summary>Makes and removes what a run needs in the cluster.</summary>
internal static class RunAccess
{
    /// <summary>Makes rights and Job, each unless it is there.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="run">What is made.</param>
    /// <param name="owner">The run that the Job is to belong to.</param>
    /// <param name="cancellationToken">Stops it; what is missing is made by the next call.</param>
    /// <returns>False: the Job of an older run of the same name is still going away.</returns>
    /// <exception cref="TaskException">There is a Job of this name that belongs to something else.</exception>
    public static async Task<bool> CreateRunAsync(this IClusterClient client, RunObjects run, ApiObject owner, CancellationToken cancellationToken)
    {
        foreach (IKubernetesObject<V1ObjectMeta> value in run.Access)
        {
            await client.CreateAnyAsync(value, cancellationToken);
        }

        if (await client.CreateIfAbsentAsync(run.Job, cancellationToken))
        {
            return true;
        }

        V1Job? known = await client.FindAsync<V1Job>(NamespacedName.Of(run.Job), cancellationToken);
        V1OwnerReference? controller = known?.Metadata.OwnerReferences?.FirstOrDefault(item => item.Controller == true);
        if (controller?.Uid == owner.Metadata.Uid)
        {
            return true;
        }

        // A run of the same name that was deleted has left it: it is on its way out.
        bool isGoing = known is null || known.Metadata.DeletionTimestamp is not null
            || (controller?.Kind == owner.Kind && controller.Name == owner.Metadata.Name);
        return isGoing ? false : throw new TaskException(
            $"There is a Job {run.Job.Metadata.Name} that does not belong to this {owner.Kind}: delete it, or give the {owner.Kind} another name.");
    }

    /// <summary>Makes one object of those that runs need, unless it is there.</summary>
    public static Task<bool> CreateAnyAsync(
        this IClusterClient client, IKubernetesObject<V1ObjectMeta> value, CancellationToken cancellationToken) => value switch
        {
            V1ServiceAccount account => client.CreateIfAbsentAsync(account, cancellationToken),
            V1Role role => client.CreateIfAbsentAsync(role, cancellationToken),
            V1RoleBinding binding => client.CreateIfAbsentAsync(binding, cancellationToken),
            _ => throw new ArgumentException($"{value.Kind} is not made here.", nameof(value)),
        };

    /// <summary>Makes an object of a trigger's rights, or changes the one that is there.</summary>
    public static async Task ReplaceAnyAsync(this IClusterClient client, IKubernetesObject<V1ObjectMeta> value, CancellationToken cancellationToken)
    {
        if (await client.CreateAnyAsync(value, cancellationToken))
        {
            return;
        }

        switch (value)
        {
            case V1Role role:
                await client.UpdateAsync(role, cancellationToken);
                break;
            case V1RoleBinding binding:
                await client.UpdateAsync(binding, cancellationToken);
                break;
        }
    }

    /// <summary>
    /// Removes what a run has: its Job, ServiceAccount, Roles and RoleBindings, in its own namespace by name, in those of others by label. What is
    /// gone already is gone.
    /// </summary>
    /// <param name="client">The cluster.</param>
    /// <param name="owner">Whose they are.</param>
    /// <param name="namespaces">The namespaces to look in; empty: all.</param>
    /// <param name="cancellationToken">Stops it; what is left is removed by the next call.</param>
    public static async Task DeleteRunAsync(
        this IClusterClient client, AccessOwner owner, IReadOnlyList<string> namespaces, CancellationToken cancellationToken)
    {
        NamespacedName name = new(owner.Namespace, owner.Name);
        await client.DeleteAsync<V1Job>(name, new DeleteRequest(), cancellationToken);
        string labels = string.Join(',', new[] { LabelKeys.ManagedBy, LabelKeys.Component, LabelKeys.InvokerName, LabelKeys.InvokerNamespace }
            .Where(owner.Labels.ContainsKey).Select(key => $"{key}={owner.Labels[key]}"));
        foreach (string? @namespace in namespaces.Count == 0 ? [null] : namespaces.Cast<string?>())
        {
            ListOptions options = new() { Namespace = @namespace, LabelSelector = labels };
            await client.DeleteAllAsync<V1RoleBinding>(options, owner, cancellationToken);
            await client.DeleteAllAsync<V1Role>(options, owner, cancellationToken);
        }

        await client.DeleteAsync<V1ServiceAccount>(name, new DeleteRequest(), cancellationToken);
    }

    private static async Task DeleteAllAsync<T>(this IClusterClient client, ListOptions options, AccessOwner owner, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ObjectList<T> list = await client.ListAsync<T>(options, cancellationToken);
        foreach (T item in list.Items.Where(item => item.Metadata.Name == owner.NameIn(item.Metadata.NamespaceProperty)))
        {
            await client.DeleteAsync<T>(NamespacedName.Of(item), new DeleteRequest { Uid = item.Metadata.Uid }, cancellationToken);
        }
    }
}
