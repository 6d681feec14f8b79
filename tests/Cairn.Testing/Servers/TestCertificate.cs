using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cairn.Testing.Servers;

/// <summary>A self-signed certificate for 127.0.0.1 and localhost, as PEM files in a directory.</summary>
public sealed record TestCertificate
{
    private TestCertificate(string certificateFile, string keyFile)
    {
        CertificateFile = certificateFile;
        KeyFile = keyFile;
    }

    /// <summary>The certificate, which is also the authority to trust.</summary>
    public string CertificateFile { get; }

    /// <summary>Its private key.</summary>
    public string KeyFile { get; }

    /// <summary>Makes the certificate and writes both files.</summary>
    /// <param name="directory">Where the files are written.</param>
    /// <param name="name">Their name.</param>
    /// <param name="time">The clock for the days on which it is valid.</param>
    /// <param name="hosts">Host names besides localhost.</param>
    public static TestCertificate Create(string directory, string name, TimeProvider time, params string[] hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Cairn test {name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        foreach (string host in hosts.Prepend("localhost"))
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        DateTimeOffset now = time.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        var files = new TestCertificate(Path.Combine(directory, $"{name}.crt"), Path.Combine(directory, $"{name}.key"));
        File.WriteAllText(files.CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(files.KeyFile, key.ExportPkcs8PrivateKeyPem());
        return files;
    }
}
