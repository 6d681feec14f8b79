namespace Cairn.Storage.Clouds;

/// <summary>How connections to a server are made.</summary>
internal sealed record HttpSettings
{
    /// <summary>PEM file with the authorities to trust; null: the system's.</summary>
    public string? CaCertificateFile { get; init; }

    /// <summary>The same as text; wins over the file.</summary>
    public string? CaCertificatePem { get; init; }

    /// <summary>Accept any certificate.</summary>
    public bool InsecureTls { get; init; }

    /// <summary>How long connecting may take. Default: 15 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The part of a backend's settings that is about connections.</summary>
    public static HttpSettings From(BackendSettings settings) => new()
    {
        CaCertificateFile = settings.CaCertificateFile,
        CaCertificatePem = settings.CaCertificatePem,
        InsecureTls = settings.InsecureTls,
        ConnectTimeout = settings.ConnectTimeout,
    };
}
