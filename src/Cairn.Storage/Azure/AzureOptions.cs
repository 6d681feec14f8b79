using Cairn.Storage.Clouds;

namespace Cairn.Storage.Azure;

/// <summary>All that <see cref="AzureObjectStore"/> needs to know. It names no type of Azure's SDK, so that reading it does not load the SDK.</summary>
internal sealed record AzureOptions
{
    /// <summary>The container.</summary>
    public required string Container { get; init; }

    /// <summary>Path within the container, without a slash at its end. Default: empty, the container's root.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The storage account.</summary>
    public string? AccountName { get; init; }

    /// <summary>The account's key, in base64.</summary>
    public string? AccountKey { get; init; }

    /// <summary>A shared access signature, with or without the leading question mark.</summary>
    public string? AccountSas { get; init; }

    /// <summary>What follows the account's name and <c>.blob.</c> in host names. Default: core.windows.net.</summary>
    public string EndpointSuffix { get; init; } = "core.windows.net";

    /// <summary>The whole address of the account's blob service, for servers that have none of that form. Default: made from name and suffix.</summary>
    public string? Endpoint { get; init; }

    /// <summary>How to get tokens of Microsoft Entra where there is neither a key nor a signature.</summary>
    public AzureIdentity? Identity { get; init; }

    /// <summary>Whom to trust, and how long connecting may take.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary>How many requests at a time. Default: 5.</summary>
    public int Connections { get; init; } = 5;

    /// <summary>How long no byte may move. Default: 60 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Blobs on one page of a listing. Default: what the server likes, 5,000.</summary>
    public int? PageSize { get; init; }

    /// <summary>The location in restic's notation.</summary>
    public string Location => $"azure:{Container}:/{Prefix}";

    /// <summary>The address of the account's blob service.</summary>
    public string ServiceAddress => Endpoint ?? $"https://{AccountName}.blob.{EndpointSuffix}";

    /// <summary>Never prints credentials, as the generated text would.</summary>
    public override string ToString() => Location;
}
