using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Cairn.Testing.Servers;

/// <summary>A server of Azure Blob Storage in a process of its own on a loopback port: Microsoft's azurite, which keeps blobs in memory.</summary>
/// <remarks>
/// It checks signatures and follows the service's protocol, but it is a stand-in: it cannot show throttling, the tiers of blobs, or how fast a
/// storage is. Of tokens of Microsoft Entra it looks only at the form.
/// </remarks>
public sealed class AzuriteServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private AzuriteServer(TestCertificate? certificate, int port)
    {
        Port = port;
        Address = $"{(certificate is null ? "http" : "https")}://127.0.0.1:{port}";
        var start = new ProcessStartInfo(TestTools.Find("azurite-blob"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
            ArgumentList =
            {
                "--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--inMemoryPersistence", "--silent", "--disableTelemetry", "--skipApiVersionCheck",
            },
        };
        start.Environment["AZURITE_ACCOUNTS"] = $"{AccountName}:{AccountKey}";
        if (certificate is not null)
        {
            foreach (string argument in (string[])["--cert", certificate.CertificateFile, "--key", certificate.KeyFile, "--oauth", "basic"])
            {
                start.ArgumentList.Add(argument);
            }
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
    }

    /// <summary>The storage account that the server has.</summary>
    public string AccountName { get; } = "cairntest";

    /// <summary>Its key, a new one for each server.</summary>
    public string AccountKey { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Scheme, host and port.</summary>
    public string Address { get; }

    /// <summary>The address of the account's blob service, which on a server without a name of its own has the account in its path.</summary>
    public string Endpoint => $"{Address}/{AccountName}";

    /// <summary>Starts a server and waits until it answers. Fails with its output when it does not within a minute.</summary>
    /// <param name="certificate">For TLS; null: plain HTTP.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<AzuriteServer> StartAsync(TestCertificate? certificate, CancellationToken cancellationToken)
    {
        var server = new AzuriteServer(certificate, LoopbackPort.FindFree());
        try
        {
            server._process.Start();
            server._process.BeginOutputReadLine();
            server._process.BeginErrorReadLine();
            await server.WaitUntilReadyAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await _process.WaitForExitAsync(limit.Token);
        }

        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var client = new HttpClient(handler);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartTimeout);
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(new Uri(Address), limit.Token);
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                throw new InvalidOperationException($"azurite-blob does not answer. It said:\n{Output()}", exception);
            }
        }
    }

    private void Note(string? line)
    {
        lock (_output)
        {
            if (_output.Length < 20_000)
            {
                _output.AppendLine(line);
            }
        }
    }

    private string Output()
    {
        lock (_output)
        {
            return _output.ToString();
        }
    }
}
