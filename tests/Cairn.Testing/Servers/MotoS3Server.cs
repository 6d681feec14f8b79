using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Cairn.Testing.Servers;

/// <summary>An S3 server in a process of its own on a loopback port: moto's <c>moto_server</c>, which keeps objects in memory.</summary>
/// <remarks>
/// It follows Amazon's protocol (errors, ranges, paging, multipart uploads with their smallest part size), but it is a stand-in: it cannot show
/// throttling, redirects between regions, or how fast a storage is. When it checks credentials it computes wrong signatures for
/// listings below a directory, so only single files can be used then; hence it does not check them unless asked to.
/// </remarks>
public sealed partial class MotoS3Server : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private MotoS3Server(MotoS3ServerOptions options, int port)
    {
        Endpoint = $"{(options.Certificate is null ? "http" : "https")}://127.0.0.1:{port}";
        var start = new ProcessStartInfo(TestTools.Find("moto_server"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "-H", "127.0.0.1", "-p", port.ToString() },
        };
        if (options.Certificate is { } certificate)
        {
            start.ArgumentList.Add("-s");
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(certificate.CertificateFile);
            start.ArgumentList.Add("-k");
            start.ArgumentList.Add(certificate.KeyFile);
        }

        if (options.ChecksCredentials)
        {
            // The three calls of MakeUserAsync come before there is a key to sign with.
            start.Environment["INITIAL_NO_AUTH_ACTION_COUNT"] = "3";
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
    }

    /// <summary>The address, with scheme and port.</summary>
    public string Endpoint { get; }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port => new Uri(Endpoint).Port;

    /// <summary>A key id that the server knows.</summary>
    public string AccessKeyId { get; private set; } = "test-key-id";

    /// <summary>The secret of <see cref="AccessKeyId"/>.</summary>
    public string SecretAccessKey { get; private set; } = "test-secret-key";

    /// <summary>Starts a server and waits until it answers. Fails with its output when it does not within a minute.</summary>
    public static async Task<MotoS3Server> StartAsync(MotoS3ServerOptions options, CancellationToken cancellationToken)
    {
        var server = new MotoS3Server(options, LoopbackPort.FindFree());
        try
        {
            server._process.Start();
            server._process.BeginOutputReadLine();
            server._process.BeginErrorReadLine();
            using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
            using var client = new HttpClient(handler) { BaseAddress = new Uri(server.Endpoint) };
            await server.WaitUntilReadyAsync(client, cancellationToken);
            if (options.ChecksCredentials)
            {
                await server.MakeUserAsync(client, cancellationToken);
            }

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

    private async Task WaitUntilReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartTimeout);
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(new Uri("/moto-api/", UriKind.Relative), limit.Token);
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                throw new InvalidOperationException($"moto_server does not answer. It said:\n{Output()}", exception);
            }
        }
    }

    /// <summary>Makes a user who may do all, and a key for it.</summary>
    private async Task MakeUserAsync(HttpClient client, CancellationToken cancellationToken)
    {
        const string policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";
        await CallAsync(client, [new("Action", "CreateUser"), new("UserName", "cairn")], cancellationToken);
        string key = await CallAsync(client, [new("Action", "CreateAccessKey"), new("UserName", "cairn")], cancellationToken);
        await CallAsync(
            client,
            [new("Action", "PutUserPolicy"), new("UserName", "cairn"), new("PolicyName", "all"), new("PolicyDocument", policy)],
            cancellationToken);
        AccessKeyId = KeyId().Match(key).Groups[1].Value;
        SecretAccessKey = Secret().Match(key).Groups[1].Value;
    }

    private static async Task<string> CallAsync(
        HttpClient client, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form.Append(new("Version", "2010-05-08")));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = content };
        request.Headers.TryAddWithoutValidation(
            "Authorization", "AWS4-HMAC-SHA256 Credential=none/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none");
        using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(cancellationToken);
    }

    private void Note(string? line)
    {
        lock (_output)
        {
            // The start is what explains a failure; a long test would otherwise collect a line a request.
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

    [GeneratedRegex("<AccessKeyId>([^<]+)<")]
    private static partial Regex KeyId();

    [GeneratedRegex("<SecretAccessKey>([^<]+)<")]
    private static partial Regex Secret();
}
