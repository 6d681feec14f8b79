namespace Cairn.Api.AppCatalog;

/// <summary>Address of an application: a URL, or a Service of the cluster.</summary>
public sealed record ClientConfig
{
    /// <summary>The URL, such as postgres://db.example:5432/shop?sslmode=verify-full.</summary>
    public string? Url { get; init; }

    /// <summary>The Service. It goes before the URL.</summary>
    public ServiceAddress? Service { get; init; }

    /// <summary>Whether the server's certificate is taken unchecked. Unset: it is checked as sslmode says.</summary>
    public bool? InsecureSkipTLSVerify { get; init; }

    /// <summary>Certificates of the authorities that the server's certificate is checked against, in PEM. Unset: those of the system.</summary>
    public byte[]? CaBundle { get; init; }

    /// <summary>Name that the server's certificate must have. Unset: the host.</summary>
    public string? ServerName { get; init; }
}
