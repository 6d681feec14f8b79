using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using k8s;
using k8s.Models;

namespace Cairn.Operator.Tests.Support;

/// <summary>Waiting for objects to be as they are to be.</summary>
internal static class ClusterWaits
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until an object (null: it is gone) is as it is to be.</summary>
    public static async Task<T?> WaitAsync<T>(this IClusterClient client, string name, Func<T?, bool> isDone, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        string[] parts = name.Split('/');
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            T? value = await client.FindAsync<T>(new NamespacedName(parts[0], parts[1]), cancellationToken);
            if (isDone(value))
            {
                return value;
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(start) < Limit,
                $"{typeof(T).Name} {name} is not as expected: {(value is null ? "missing" : KubernetesJson.Serialize(value))}");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Waits until an object is gone.</summary>
    public static Task WaitGoneAsync<T>(this IClusterClient client, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => client.WaitAsync<T>(name, value => value is null, cancellationToken);
}
