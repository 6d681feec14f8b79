using System.Buffers;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cairn.Storage.Clouds;

namespace Cairn.Storage.Gcs;

/// <summary>The few requests of Google's JSON API that are needed. Answers that are no success come as <see cref="GcsFailure"/>.</summary>
internal sealed class GcsClient : IDisposable
{
    private const long MaxErrorBytes = 64 * 1024;

    private readonly HttpClient _http;
    private readonly GcsTokens _tokens;
    private readonly string _address;
    private readonly string _bucket;

    /// <summary>Prepares the client; does not talk to the server.</summary>
    public GcsClient(GcsOptions options)
    {
#pragma warning disable CA2000, CA5400 // The client owns the handler. Revocation lists of private authorities are rarely reachable.
        _http = new HttpClient(HttpHandlers.Create(options.Http), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000, CA5400
        _tokens = new GcsTokens(options);
        _address = AddressOf(options.Endpoint);
        _bucket = Uri.EscapeDataString(options.Bucket);
    }

    /// <summary>Whether the bucket exists.</summary>
    public async Task<bool> HasBucketAsync(CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, $"storage/v1/b/{_bucket}?fields=name", null, null, cancellationToken);
            return true;
        }
        catch (GcsFailure failure) when (failure.Status == 404)
        {
            return false;
        }
    }

    /// <summary>Makes the bucket; that somebody else was faster is as good.</summary>
    public async Task CreateBucketAsync(string projectId, string name, CancellationToken cancellationToken)
    {
        try
        {
            using var body = JsonContent.Create(new GcsBucket { Name = name }, GcsJsonContext.Default.GcsBucket);
            using HttpResponseMessage answer = await SendAsync(
                HttpMethod.Post, $"storage/v1/b?project={Uri.EscapeDataString(projectId)}", body, null, cancellationToken);
        }
        catch (GcsFailure failure) when (failure.Status == 409 && failure.Reason is "conflict" or "")
        {
            if (!await HasBucketAsync(cancellationToken))
            {
                throw;
            }
        }
    }

    /// <summary>Stores an object in one request: its name and checksum, and behind them its content. The server compares the checksum.</summary>
    public async Task PutAsync(string key, ReadOnlySequence<byte> content, Action onProgress, CancellationToken cancellationToken)
    {
        await using var stream = new SequenceStream(content, onProgress);
        using var media = new StreamContent(stream);
        media.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var resource = new GcsObject { Name = key, Md5Hash = Md5Of(content), ContentType = "application/octet-stream" };
        using var head = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(resource, GcsJsonContext.Default.GcsObject));
        head.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var body = new MultipartContent("related") { head, media };
        using HttpResponseMessage answer = await SendAsync(
            HttpMethod.Post, $"upload/storage/v1/b/{_bucket}/o?uploadType=multipart&fields=name", body, null, cancellationToken);
    }

    /// <summary>Begins a download; the caller disposes of the answer.</summary>
    public Task<HttpResponseMessage> GetAsync(string key, (long Offset, long Length)? range, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Get,
            $"{PathOf(key)}?alt=media",
            null,
            range is { } part ? new RangeHeaderValue(part.Offset, part.Offset + part.Length - 1) : null,
            cancellationToken);

    /// <summary>The length of an object.</summary>
    public async Task<long> LengthAsync(string key, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, $"{PathOf(key)}?fields=size", null, null, cancellationToken);
        GcsObject? resource = await answer.Content.ReadFromJsonAsync(GcsJsonContext.Default.GcsObject, cancellationToken);
        return resource?.Size ?? 0;
    }

    /// <summary>One page of the objects whose names begin with a prefix.</summary>
    public async Task<GcsListing> ListAsync(string prefix, string? pageToken, CancellationToken cancellationToken)
    {
        string next = pageToken is null ? "" : $"&pageToken={Uri.EscapeDataString(pageToken)}";
        using HttpResponseMessage answer = await SendAsync(
            HttpMethod.Get,
            $"storage/v1/b/{_bucket}/o?prefix={Uri.EscapeDataString(prefix)}&fields=items(name,size),nextPageToken{next}",
            null,
            null,
            cancellationToken);
        return await answer.Content.ReadFromJsonAsync(GcsJsonContext.Default.GcsListing, cancellationToken) ?? new GcsListing();
    }

    /// <summary>Deletes an object.</summary>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Delete, PathOf(key), null, null, cancellationToken);
    }

    public void Dispose()
    {
        _http.Dispose();
        _tokens.Dispose();
    }

    /// <summary>Google's own variable for emulators names a host, or an address with or without a path.</summary>
    private static string AddressOf(string? endpoint)
    {
        string address = endpoint is null ? "https://storage.googleapis.com"
            : endpoint.Contains("://", StringComparison.Ordinal) ? endpoint
            : $"http://{endpoint}";
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            ? uri.GetLeftPart(UriPartial.Authority)
            : throw new BackendException(
                BackendErrorKind.Misconfigured, "The address of the Google Cloud Storage server (STORAGE_EMULATOR_HOST) is malformed.");
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? body, RangeHeaderValue? range, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{_address}/{path}") { Content = body };
        request.Headers.Range = range;
        if (await _tokens.GetAsync(cancellationToken) is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw await FailureOfAsync(answer, cancellationToken);
        }
    }

    private static async Task<GcsFailure> FailureOfAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        int status = (int)answer.StatusCode;
        byte[] text = await ReadStartAsync(answer.Content, cancellationToken);
        try
        {
            GcsError? error = JsonSerializer.Deserialize(text, GcsJsonContext.Default.GcsErrorAnswer)?.Error;
            return new GcsFailure(status, error?.Errors is [{ Reason: { } reason }, ..] ? reason : "", error?.Message ?? answer.ReasonPhrase ?? "");
        }
        catch (JsonException)
        {
            // Downloads are refused with a bare text, and proxies answer whatever they like.
            string line = Encoding.UTF8.GetString(text).Split('\n')[0].Trim();
            return new GcsFailure(status, "", line is { Length: > 0 and < 300 } && line[0] != '<' ? line : answer.ReasonPhrase ?? "");
        }
    }

    private static async Task<byte[]> ReadStartAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using Stream body = await content.ReadAsStreamAsync(cancellationToken);
        byte[] text = new byte[MaxErrorBytes];
        int length = await body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellationToken);
        return text[..length];
    }

    private string PathOf(string key) => $"storage/v1/b/{_bucket}/o/{Uri.EscapeDataString(key)}";

    private static string Md5Of(ReadOnlySequence<byte> content)
    {
#pragma warning disable CA5351 // The protocol's own checksum against transmission errors; nothing rests on its strength.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            hash.AppendData(segment.Span);
        }

        return Convert.ToBase64String(hash.GetHashAndReset());
    }
}
