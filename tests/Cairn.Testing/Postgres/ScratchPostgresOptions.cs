namespace Cairn.Testing.Postgres;

/// <summary>What kind of scratch server to start.</summary>
public sealed record ScratchPostgresOptions
{
    /// <summary>The major version. Unset: the newest installed one.</summary>
    public int? Major { get; init; }

    /// <summary>The password of the user postgres, asked for by SCRAM over TCP. Unset: everybody is trusted.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the server offers TLS, with a self-signed certificate for localhost and 127.0.0.1: see
    /// <see cref="ScratchPostgres.CertificateFile"/>.</summary>
    public bool UseTls { get; init; }

    /// <summary>Further settings for the server's command line.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
