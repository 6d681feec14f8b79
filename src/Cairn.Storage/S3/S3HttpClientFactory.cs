using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace Cairn.Storage.S3;

/// <summary>Makes the one HTTP client of a backend: its trust in certificates, its limits of time and its connections.</summary>
internal sealed class S3HttpClientFactory(S3Options options) : HttpClientFactory
{
    private readonly X509Certificate2Collection? _authorities = LoadAuthorities(options);

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
#pragma warning disable CA2000 // The client owns the handlers.
        var sockets = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,

            // Long runs follow a change of the server's address.
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            SslOptions = MakeTlsOptions(),
        };
        var handler = new FailedConnectionHandler(sockets);
#pragma warning restore CA2000
#pragma warning disable CA5400 // Revocation lists of private authorities are rarely reachable; the system's policy is not ours to tighten.
        return new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA5400
    }

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    private SslClientAuthenticationOptions MakeTlsOptions()
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.InsecureTls)
        {
#pragma warning disable CA5359 // This is what the option is for; its comment says what it costs.
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (_authorities is not null)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(_authorities);
        }

        return tls;
    }

    private static X509Certificate2Collection? LoadAuthorities(S3Options options)
    {
        if (options.CaCertificateFile is not { } file)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unusable(file, exception.Message, exception);
        }

        return authorities.Count > 0 ? authorities : throw Unusable(file, "it holds no certificate", null);
    }

    private static BackendException Unusable(string file, string reason, Exception? exception) => new(
        BackendErrorKind.Misconfigured,
        $"The CA certificate file '{file}' cannot be used: {reason.TrimEnd('.')}. It must hold one or several certificates in PEM form "
            + $"(RESTIC_CACERT or --cacert).",
        exception);
}
