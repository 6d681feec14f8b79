using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Cairn.Kubernetes.Clients;

/// <summary>Answers that are no success, and requests that had none, as exceptions.</summary>
internal static class ClusterFailures
{
    /// <summary>Longest text of an answer that is repeated in a message.</summary>
    private const int MaxText = 400;

    public static ClusterException FromAnswer(string request, HttpResponseMessage answer, string body)
    {
        (string? reason, string? message) = ReadStatus(body);
        string text = string.IsNullOrWhiteSpace(message) ? Shorten(body) : message;
        return new ClusterException(KindOf((int)answer.StatusCode, reason), $"The cluster's API server answered {(int)answer.StatusCode} to {request}: {text}")
        {
            StatusCode = answer.StatusCode,
            Reason = reason,
            RetryAfter = RetryAfter(answer.Headers.RetryAfter),
        };
    }

    public static ClusterException FromStatus(JsonElement status)
    {
        (string? reason, string? message) = Parts(status);
        int code = status.TryGetProperty("code", out JsonElement value) && value.TryGetInt32(out int number) ? number : 0;
        return new ClusterException(KindOf(code, reason), $"The cluster's API server ended a watch: {message ?? reason ?? "no reason given"}")
        {
            StatusCode = code == 0 ? null : (HttpStatusCode)code,
            Reason = reason,
        };
    }

    public static ClusterException Unreachable(string request, Exception error) => new(
        ClusterErrorKind.Unavailable,
        error is OperationCanceledException or TimeoutException
            ? $"The cluster's API server did not answer {request} in time: check that it runs and is reachable from here."
            : $"The cluster's API server is not reachable ({request}): {error.Message}",
        error);

    private static ClusterErrorKind KindOf(int code, string? reason) => (code, reason) switch
    {
        (409, "AlreadyExists") => ClusterErrorKind.AlreadyExists,
        (409, _) => ClusterErrorKind.Conflict,
        (404, _) => ClusterErrorKind.NotFound,
        (410, _) or (_, "Expired") => ClusterErrorKind.Gone,
        (401, _) => ClusterErrorKind.Unauthorized,
        (403, _) => ClusterErrorKind.Forbidden,
        (400 or 422, _) => ClusterErrorKind.Invalid,
        (429 or >= 500, _) => ClusterErrorKind.Unavailable,
        _ => ClusterErrorKind.Other,
    };

    private static (string? Reason, string? Message) ReadStatus(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return Parts(document.RootElement);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static (string? Reason, string? Message) Parts(JsonElement status) =>
        status.ValueKind == JsonValueKind.Object ? (Text(status, "reason"), Text(status, "message")) : (null, null);

    private static string? Text(JsonElement status, string name) =>
        status.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header?.Delta;

    private static string Shorten(string body) => body.Length <= MaxText ? body : body[..MaxText] + "…";
}
