using k8s;
using k8s.Exceptions;

namespace Cairn.Kubernetes.Clients;

/// <summary>Finds the cluster: what the environment names, then the pod that this process runs in, then the kubeconfig of the user.</summary>
public static class ClusterConfiguration
{
    /// <summary>Reads address and credentials.</summary>
    /// <param name="kubeconfig">A kubeconfig file. Unset: the first file of KUBECONFIG, the pod's own account, or ~/.kube/config.</param>
    /// <exception cref="ClusterException">None is there, or it cannot be read; the message says which was looked at.</exception>
    public static KubernetesClientConfiguration Load(string? kubeconfig)
    {
        string? path = string.IsNullOrEmpty(kubeconfig) ? FirstOf(Environment.GetEnvironmentVariable("KUBECONFIG")) : kubeconfig;
        try
        {
            return path is not null ? KubernetesClientConfiguration.BuildConfigFromConfigFile(path)
                : KubernetesClientConfiguration.IsInCluster() ? KubernetesClientConfiguration.InClusterConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigFile();
        }
        catch (Exception error) when (error is KubeConfigException or IOException or UnauthorizedAccessException)
        {
            throw new ClusterException(
                ClusterErrorKind.Unavailable,
                $"No cluster: {error.Message} Set KUBECONFIG to a kubeconfig file, or run inside of a cluster.",
                error);
        }
    }

    private static string? FirstOf(string? paths) => paths?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
}
