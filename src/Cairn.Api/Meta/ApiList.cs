using k8s;
using k8s.Models;

namespace Cairn.Api.Meta;

/// <summary>A list of objects of one kind, as an API server answers it.</summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed record ApiList<T> : IKubernetesObject<V1ListMeta>, IItems<T>
    where T : ApiObject
{
    /// <summary>Group and version of the kind.</summary>
    public string ApiVersion { get; set; } = "";

    /// <summary>The kind's name followed by List.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Resource version of the list, and where to go on when it was cut.</summary>
    public V1ListMeta Metadata { get; set; } = new();

    /// <summary>The objects.</summary>
    public IList<T> Items { get; set; } = [];
}
