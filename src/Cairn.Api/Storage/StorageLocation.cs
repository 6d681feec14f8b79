namespace Cairn.Api.Storage;

/// <summary>A place of one provider: the field that has the provider's name is set, and no other.</summary>
public sealed record StorageLocation
{
    /// <summary>The provider: s3, gcs, azure or local. It must agree with the field that is set.</summary>
    public string? Provider { get; init; }

    /// <summary>A bucket of a service with the S3 protocol.</summary>
    public S3Location? S3 { get; init; }

    /// <summary>A bucket of Google Cloud Storage.</summary>
    public GcsLocation? Gcs { get; init; }

    /// <summary>A container of Azure Blob Storage.</summary>
    public AzureLocation? Azure { get; init; }

    /// <summary>A directory on a volume of the cluster.</summary>
    public LocalLocation? Local { get; init; }
}
