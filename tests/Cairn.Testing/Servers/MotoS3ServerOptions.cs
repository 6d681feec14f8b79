namespace Cairn.Testing.Servers;

/// <summary>How an S3 server for tests is started.</summary>
public sealed record MotoS3ServerOptions
{
    /// <summary>Whether it speaks TLS with this certificate. Null: plain HTTP.</summary>
    public TestCertificate? Certificate { get; init; }

    /// <summary>Whether it checks key ids and signatures. Default: false, it takes any.</summary>
    public bool ChecksCredentials { get; init; }
}
