using Cairn.Api.Addons;
using Cairn.Api.Meta;
using Cairn.Kubernetes.Clients;

namespace Cairn.Operator.Catalog;

/// <summary>Brings the default catalogue into a cluster. An Addon or Function of the same name that is there stays: somebody decided about it.</summary>
public static class CatalogInstaller
{
    /// <summary>Makes what is missing.</summary>
    /// <exception cref="ClusterException">The server refused, or was not reached.</exception>
    public static async Task InstallAsync(IClusterClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        foreach (ApiObject item in DefaultCatalog.Objects())
        {
            _ = item switch
            {
                Addon addon => await client.CreateIfMissingAsync(addon, cancellationToken),
                Function function => await client.CreateIfMissingAsync(function, cancellationToken),
                _ => throw new InvalidDataException($"The catalogue has a {item.Kind}, which does not belong there."),
            };
        }
    }
}
