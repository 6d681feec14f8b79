using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Types;
using Microsoft.AspNetCore.Http;

namespace Cairn.ControlPlane.Http;

/// <summary>Writes answers.</summary>
internal static class Answers
{
    /// <summary>Answers with JSON.</summary>
    public static Task Json(HttpContext http, int status, JsonNode body) => Json(http, status, body.ToBytes());

    /// <summary>Answers a request for a resource.</summary>
    public static Task Json(ApiRequest request, int status, JsonNode body) => Json(request.Http, status, body.ToBytes());

    /// <summary>Answers with an object in the form that the client wants.</summary>
    public static async Task Object(HttpContext http, int status, JsonNode body, string media)
    {
        byte[]? bytes = media switch
        {
            Media.Yaml => Encoding.UTF8.GetBytes(YamlText.Write(body)),
            Media.Protobuf => ProtobufWriter.Write(body),
            _ => null,
        };
        await Bytes(http, status, bytes ?? body.ToBytes(), bytes is null ? Media.Json : media);
    }

    /// <summary>Answers with bytes that are JSON.</summary>
    public static Task Json(HttpContext http, int status, ReadOnlyMemory<byte> body) => Bytes(http, status, body, Media.Json);

    /// <summary>Answers with a line of text.</summary>
    public static async Task Text(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), http.RequestAborted);
    }

    /// <summary>Answers with a Status of failure.</summary>
    public static Task Failure(HttpContext http, ApiException error)
    {
        if (error.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString();
        }

        return Object(http, error.Code, error.ToStatus(), Media.OfFailure(http.Request.Headers.Accept));
    }

    /// <summary>Adds warnings for the client (RFC 7234, code 299).</summary>
    public static void Warn(HttpContext http, IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
        {
            http.Response.Headers.Append("Warning", $"299 - {FieldError.Quote(warning)}");
        }
    }

    private static async Task Bytes(HttpContext http, int status, ReadOnlyMemory<byte> body, string media)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = media;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>The Status of a success about an object that is gone.</summary>
    public static JsonObject Success(JsonObject details) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["details"] = details,
    };
}
