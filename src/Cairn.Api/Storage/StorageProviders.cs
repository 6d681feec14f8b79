namespace Cairn.Api.Storage;

/// <summary>Kinds of places that backups can be stored in.</summary>
public static class StorageProviders
{
    /// <summary>A service with the S3 protocol.</summary>
    public const string S3 = "s3";

    /// <summary>Google Cloud Storage.</summary>
    public const string Gcs = "gcs";

    /// <summary>Azure Blob Storage.</summary>
    public const string Azure = "azure";

    /// <summary>A volume of the cluster.</summary>
    public const string Local = "local";
}
