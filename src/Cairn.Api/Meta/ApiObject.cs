using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Cairn.Api.Meta;

/// <summary>
/// An object of the API. The setters are there because Kubernetes' client wants them; Cairn makes a changed object with <c>with</c>.
/// </summary>
public abstract record ApiObject : IKubernetesObject<V1ObjectMeta>
{
    private protected ApiObject(string group, string kind)
    {
        ApiVersion = $"{group}/{ApiGroups.Version}";
        Kind = kind;
    }

    /// <summary>Group and version of the kind, such as core.kubestash.com/v1alpha1.</summary>
    [JsonPropertyOrder(-3)]
    public string ApiVersion { get; set; }

    /// <summary>The kind, such as BackupSession.</summary>
    [JsonPropertyOrder(-2)]
    public string Kind { get; set; }

    /// <summary>Name, namespace, labels and what else every object has.</summary>
    [JsonPropertyOrder(-1)]
    public V1ObjectMeta Metadata { get; set; } = new();
}
