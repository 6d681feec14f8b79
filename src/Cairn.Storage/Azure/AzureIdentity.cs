namespace Cairn.Storage.Azure;

/// <summary>
/// An application of Microsoft Entra that stands for this process: with a token that the cluster issues (workload identity) or with a secret.
/// </summary>
internal sealed record AzureIdentity
{
    /// <summary>The tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>The application.</summary>
    public required string ClientId { get; init; }

    /// <summary>File with the cluster's token, which is renewed there; read at each use.</summary>
    public string? FederatedTokenFile { get; init; }

    /// <summary>The application's secret, where there is no such file.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Who issues tokens. Default: the public cloud's authority.</summary>
    public string AuthorityHost { get; init; } = "https://login.microsoftonline.com/";

    /// <summary>Never prints the secret.</summary>
    public override string ToString() => $"application {ClientId} of tenant {TenantId}";
}
