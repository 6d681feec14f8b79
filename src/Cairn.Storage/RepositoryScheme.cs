namespace Cairn.Storage;

/// <summary>The kinds of storage a repository can lie in.</summary>
public enum RepositoryScheme
{
    /// <summary>A directory of this machine: <c>/path</c> or <c>local:/path</c>.</summary>
    Local,

    /// <summary>A bucket of Amazon S3 or of a server that speaks its protocol: <c>s3:https://host/bucket/prefix</c>.</summary>
    S3,

    /// <summary>A container of Azure Blob Storage: <c>azure:container:/prefix</c>. The account is in the settings.</summary>
    Azure,

    /// <summary>A bucket of Google Cloud Storage: <c>gs:bucket:/prefix</c>.</summary>
    Gcs,
}
