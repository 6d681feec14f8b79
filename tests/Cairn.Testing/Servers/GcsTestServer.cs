using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cairn.Testing.Servers;

/// <summary>As much of Google Cloud Storage's JSON API as backups need, in the test's own process on a loopback port.</summary>
/// <remarks>
/// No server of that protocol can be installed here (npm and Debian have none that runs without a download of its own), so this one was written for
/// the tests, from Google's reference of the API. What it says is held against a client that is not ours: the real restic, with Google's own
/// library, stores and reads through it. It cannot show what only the real service does: signatures and the life of tokens (it compares a text),
/// permissions, throttling, retention, the consistency and speed of many machines, and every way in which the reference and the service differ.
/// </remarks>
public sealed class GcsTestServer : IAsyncDisposable
{
    /// <summary>Pages are short, so that every listing of a test has several.</summary>
    private const int PageSize = 7;

    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, byte[]>> _buckets = new();
    private readonly Task _serving;

    /// <summary>Starts the server.</summary>
    public GcsTestServer()
    {
        Port = LoopbackPort.FindFree();
        _listener.Prefixes.Add($"{Endpoint}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The address.</summary>
    public string Endpoint => $"http://127.0.0.1:{Port}";

    /// <summary>The token that requests must carry; null: any or none.</summary>
    public string? Token { get; set; }

    /// <summary>Ends the server.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception exception) when (exception is HttpListenerException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (Exception exception) when (exception is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The client has gone, which is what some tests are about.
        }
        finally
        {
            context.Response.Abort();
        }
    }

    private Task RouteAsync(HttpListenerContext context)
    {
        // The raw text: slashes that belong to a name are escaped in it.
        string raw = context.Request.RawUrl ?? "/";
        string[] parts = [.. raw.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        if (Token is { } token && context.Request.Headers["Authorization"] != $"Bearer {token}")
        {
            return FailAsync(context, 401, "authError", "Invalid Credentials");
        }

        string method = context.Request.HttpMethod;
        return (method, parts) switch
        {
            ("POST", ["storage", "v1", "b"]) => CreateBucketAsync(context),
            ("GET", ["storage", "v1", "b", var bucket]) => InBucketAsync(context, bucket, _ => SendAsync(context, 200, new JsonObject { ["name"] = bucket })),
            ("GET", ["storage", "v1", "b", var bucket, "o"]) => InBucketAsync(context, bucket, objects => ListAsync(context, bucket, objects)),
            ("POST", ["upload", "storage", "v1", "b", var bucket, "o"]) => InBucketAsync(context, bucket, objects => UploadAsync(context, bucket, objects)),
            ("GET", ["storage", "v1", "b", var bucket, "o", var name]) => InBucketAsync(context, bucket, objects => GetAsync(context, bucket, name, objects)),
            ("DELETE", ["storage", "v1", "b", var bucket, "o", var name]) => InBucketAsync(context, bucket, objects => DeleteAsync(context, name, objects)),

            // The older XML API, by which Google's library for Go downloads.
            ("GET", [var bucket, .. var rest]) => InBucketAsync(context, bucket, objects => DownloadAsync(context, string.Join('/', rest), objects)),
            _ => FailAsync(context, 404, "notFound", "Not Found"),
        };
    }

    private Task InBucketAsync(HttpListenerContext context, string bucket, Func<ConcurrentDictionary<string, byte[]>, Task> work) =>
        _buckets.TryGetValue(bucket, out ConcurrentDictionary<string, byte[]>? objects)
            ? work(objects)
            : FailAsync(context, 404, "notFound", "The specified bucket does not exist.");

    private async Task CreateBucketAsync(HttpListenerContext context)
    {
        JsonNode? body = await JsonNode.ParseAsync(context.Request.InputStream);
        string name = (string?)body?["name"] ?? "";
        await (context.Request.QueryString["project"] is not { Length: > 0 }
            ? FailAsync(context, 400, "required", "Required parameter: project")
            : _buckets.TryAdd(name, new())
                ? SendAsync(context, 200, new JsonObject { ["name"] = name })
                : FailAsync(context, 409, "conflict", "Your previous request to create the named bucket succeeded and you already own it."));
    }

    private static Task ListAsync(HttpListenerContext context, string bucket, ConcurrentDictionary<string, byte[]> objects)
    {
        string prefix = context.Request.QueryString["prefix"] ?? "";
        string after = context.Request.QueryString["pageToken"] ?? "";
        string[] names = [.. objects.Keys
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(name, after) > 0)
            .Order(StringComparer.Ordinal)];
        var answer = new JsonObject { ["kind"] = "storage#objects" };
        if (names.Length > 0)
        {
            answer["items"] = new JsonArray([.. names.Take(PageSize).Select(name => Resource(bucket, name, objects))]);
        }

        if (names.Length > PageSize)
        {
            answer["nextPageToken"] = names[PageSize - 1];
        }

        return SendAsync(context, 200, answer);
    }

    private static JsonObject Resource(string bucket, string name, ConcurrentDictionary<string, byte[]> objects) =>
        objects.TryGetValue(name, out byte[]? content)
            ? new JsonObject
            {
                ["kind"] = "storage#object",
                ["bucket"] = bucket,
                ["name"] = name,
                ["size"] = content.Length.ToString(CultureInfo.InvariantCulture),
                ["generation"] = "1",
            }
            : new JsonObject { ["name"] = name, ["size"] = "0" };

    /// <summary>Takes an upload in two parts: the object's description, and its content.</summary>
    private static async Task UploadAsync(HttpListenerContext context, string bucket, ConcurrentDictionary<string, byte[]> objects)
    {
        using var buffer = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(buffer);
        if (context.Request.ContentLength64 > buffer.Length)
        {
            // The client has gone in the middle.
            return;
        }

        byte[] body = buffer.ToArray();
        string boundary = (context.Request.ContentType ?? "").Split("boundary=")[^1].Trim('"');
        byte[][] parts = [.. SplitParts(body, Encoding.ASCII.GetBytes($"--{boundary}"))];
        if (context.Request.QueryString["uploadType"] != "multipart" || parts.Length != 2)
        {
            await FailAsync(context, 400, "invalid", "Only uploads of two parts are known here.");
            return;
        }

        JsonNode? description = JsonNode.Parse(parts[0]);
        string name = (string?)description?["name"] ?? context.Request.QueryString["name"] ?? "";
#pragma warning disable CA5351 // The protocol's checksum.
        string md5 = Convert.ToBase64String(MD5.HashData(parts[1]));
#pragma warning restore CA5351
        if ((string?)description?["md5Hash"] is { } expected && expected != md5)
        {
            await FailAsync(context, 400, "invalid", $"Provided MD5 hash \"{expected}\" doesn't match calculated MD5 hash \"{md5}\".");
            return;
        }

        objects[name] = parts[1];
        await SendAsync(context, 200, Resource(bucket, name, objects));
    }

    /// <summary>The contents between boundaries, without their own heads.</summary>
    private static IEnumerable<byte[]> SplitParts(byte[] body, byte[] boundary)
    {
        int start = body.AsSpan().IndexOf(boundary);
        while (start >= 0)
        {
            start += boundary.Length;
            int length = body.AsSpan(start).IndexOf(boundary);
            if (length < 0)
            {
                yield break;
            }

            int head = body.AsSpan(start, length).IndexOf("\r\n\r\n"u8) + 4;

            // A line break belongs to the boundary behind it.
            yield return body[(start + head)..(start + length - 2)];
            start += length;
        }
    }

    private static Task GetAsync(HttpListenerContext context, string bucket, string name, ConcurrentDictionary<string, byte[]> objects) =>
        context.Request.QueryString["alt"] == "media" ? DownloadAsync(context, name, objects)
        : objects.ContainsKey(name) ? SendAsync(context, 200, Resource(bucket, name, objects))
        : FailAsync(context, 404, "notFound", $"No such object: {bucket}/{name}");

    private static async Task DownloadAsync(HttpListenerContext context, string name, ConcurrentDictionary<string, byte[]> objects)
    {
        if (!objects.TryGetValue(name, out byte[]? content))
        {
            await FailAsync(context, 404, "notFound", $"No such object: {name}");
            return;
        }

        HttpListenerResponse response = context.Response;
        ReadOnlyMemory<byte> body = content;
        if (context.Request.Headers["Range"] is { } range)
        {
            string[] bounds = range["bytes=".Length..].Split('-');
            int first = int.Parse(bounds[0], CultureInfo.InvariantCulture);
            int last = bounds[1].Length == 0 ? content.Length - 1 : (int)Math.Min(long.Parse(bounds[1], CultureInfo.InvariantCulture), content.Length - 1);
            if (first >= content.Length)
            {
                await FailAsync(context, 416, "requestedRangeNotSatisfiable", "Request range not satisfiable");
                return;
            }

            body = body[first..(last + 1)];
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {first}-{last}/{content.Length}";
        }

        response.ContentType = "application/octet-stream";
        response.ContentLength64 = body.Length;
        await response.OutputStream.WriteAsync(body);
        response.Close();
    }

    private static Task DeleteAsync(HttpListenerContext context, string name, ConcurrentDictionary<string, byte[]> objects)
    {
        if (!objects.TryRemove(name, out _))
        {
            return FailAsync(context, 404, "notFound", $"No such object: {name}");
        }

        context.Response.StatusCode = 204;
        context.Response.Close();
        return Task.CompletedTask;
    }

    private static Task FailAsync(HttpListenerContext context, int status, string reason, string message) => SendAsync(
        context,
        status,
        new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = status,
                ["message"] = message,
                ["errors"] = new JsonArray(new JsonObject { ["message"] = message, ["domain"] = "global", ["reason"] = reason }),
            },
        });

    private static async Task SendAsync(HttpListenerContext context, int status, JsonNode body)
    {
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        context.Response.ContentLength64 = text.Length;
        await context.Response.OutputStream.WriteAsync(text);
        context.Response.Close();
    }
}
