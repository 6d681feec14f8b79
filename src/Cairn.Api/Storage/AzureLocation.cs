namespace Cairn.Api.Storage;

/// <summary>A container of Azure Blob Storage.</summary>
public sealed record AzureLocation
{
    /// <summary>Name of the storage account.</summary>
    public string? StorageAccount { get; init; }

    /// <summary>Name of the container. It must exist.</summary>
    public string? Container { get; init; }

    /// <summary>Directory in the container below which everything is stored. Unset: the root of the container.</summary>
    public string? Prefix { get; init; }

    /// <summary>Most connections at a time. Unset or 0: Cairn's default.</summary>
    public long? MaxConnections { get; init; }

    /// <summary>Secret in this object's namespace with AZURE_ACCOUNT_KEY. Unset: the identity of the ServiceAccount.</summary>
    public string? SecretName { get; init; }
}
