using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cairn.ControlPlane.Security;

/// <summary>The server's own certificate authority, kept in the data directory, and a certificate of it that is made anew at each start.</summary>
internal sealed class ServerCertificates : IDisposable
{
    private const int AuthorityYears = 10;
    private const int ServerYears = 2;

    private ServerCertificates(X509Certificate2 server, string authority)
    {
        Server = server;
        Authority = authority;
    }

    /// <summary>What the server shows to clients.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>What clients trust, in PEM.</summary>
    public string Authority { get; }

    /// <summary>Reads or makes the authority, and makes a server certificate.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="listen">An address that clients use, beside those of loopback.</param>
    /// <param name="clock">The clock.</param>
    public static ServerCertificates Open(string directory, IPAddress listen, TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string path = Path.Combine(directory, "ca.pem");
        if (!File.Exists(path))
        {
            PrivateFile.Write(path, MakeAuthority(now));
        }

        string pem = File.ReadAllText(path);
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(pem, pem);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=cairn", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        foreach (string name in (string[])["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"])
        {
            names.AddDnsName(name);
        }

        foreach (IPAddress address in new HashSet<IPAddress> { IPAddress.Loopback, IPAddress.IPv6Loopback, listen })
        {
            names.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using X509Certificate2 made = request.Create(authority, now.AddHours(-1), End(now, authority), RandomNumberGenerator.GetBytes(16));
        using X509Certificate2 withKey = made.CopyWithPrivateKey(key);
        X509Certificate2 server = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
        return new ServerCertificates(server, authority.ExportCertificatePem() + "\n");
    }

    /// <inheritdoc/>
    public void Dispose() => Server.Dispose();

    private static DateTimeOffset End(DateTimeOffset now, X509Certificate2 authority)
    {
        DateTimeOffset last = authority.NotAfter;
        DateTimeOffset wanted = now.AddYears(ServerYears);
        return wanted < last ? wanted : last;
    }

    private static string MakeAuthority(DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=cairn-ca", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using X509Certificate2 authority = request.CreateSelfSigned(now.AddHours(-1), now.AddYears(AuthorityYears));
        return $"{authority.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }
}
