using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cairn.Storage.Clouds;

/// <summary>Makes the innermost handler of a store's HTTP client: its trust in certificates and its limits of time.</summary>
internal static class HttpHandlers
{
    /// <summary>Makes the handler. Fails with <see cref="BackendErrorKind.Misconfigured"/> when the certificates cannot be used.</summary>
    public static SocketsHttpHandler Create(HttpSettings settings) => new()
    {
        ConnectTimeout = settings.ConnectTimeout,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,

        // Long runs follow a change of the server's address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(15),
        SslOptions = MakeTlsOptions(settings),
    };

    private static SslClientAuthenticationOptions MakeTlsOptions(HttpSettings settings)
    {
        var tls = new SslClientAuthenticationOptions();
        if (settings.InsecureTls)
        {
#pragma warning disable CA5359 // This is what the option is for; its comment says what it costs.
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (LoadAuthorities(settings) is { } authorities)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return tls;
    }

    private static X509Certificate2Collection? LoadAuthorities(HttpSettings settings)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            if (settings.CaCertificatePem is { } pem)
            {
                authorities.ImportFromPem(pem);
            }
            else if (settings.CaCertificateFile is { } file)
            {
                authorities.ImportFromPemFile(file);
            }
            else
            {
                return null;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unusable(settings, exception.Message, exception);
        }

        return authorities.Count > 0 ? authorities : throw Unusable(settings, "no certificate is in it", null);
    }

    private static BackendException Unusable(HttpSettings settings, string reason, Exception? exception)
    {
        string subject = settings.CaCertificatePem is null ? $"file '{settings.CaCertificateFile}'" : "given as text";
        return new BackendException(
            BackendErrorKind.Misconfigured,
            $"The CA certificate {subject} cannot be used: {reason.TrimEnd('.')}. It must hold one or several certificates in PEM form "
                + $"(RESTIC_CACERT or --cacert).",
            exception);
    }
}
