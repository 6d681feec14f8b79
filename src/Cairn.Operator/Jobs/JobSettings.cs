using k8s.Models;

namespace Cairn.Operator.Jobs;

/// <summary>What all Jobs of an operator have in common.</summary>
public sealed record JobSettings
{
    /// <summary>Cairn's own image: what runs triggers, retention and storage Jobs, and the Functions of the default catalogue.</summary>
    public required string Image { get; init; }

    /// <summary>Secrets with which nodes pull images, in the namespace of each Job. Default: none.</summary>
    public IReadOnlyList<V1LocalObjectReference> ImagePullSecrets { get; init; } = [];

    /// <summary>Annotations of the ServiceAccounts that are made, such as the cloud role that they stand for. Default: none.</summary>
    public IReadOnlyDictionary<string, string> ServiceAccountAnnotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Proxy variables that are handed on to every container. Default: none.</summary>
    public IReadOnlyDictionary<string, string> ProxyVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>The proxy variables of an environment, in upper and lower case.</summary>
    /// <param name="read">Reads a variable; null when there is none.</param>
    public static IReadOnlyDictionary<string, string> FindProxyVariables(Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        string[] names = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];
        return names.Select(name => (Name: name, Value: read(name))).Where(item => !string.IsNullOrEmpty(item.Value))
            .ToDictionary(item => item.Name, item => item.Value!, StringComparer.Ordinal);
    }
}
