using System.Net;

namespace Cairn.Kubernetes.Clients;

/// <summary>A request that an API server refused, or that did not reach it.</summary>
/// <param name="kind">What kind of failure it is.</param>
/// <param name="message">What failed, in words for people; the cluster is named as the failing side.</param>
/// <param name="innerException">What lies below, if anything.</param>
public sealed class ClusterException(ClusterErrorKind kind, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What kind of failure it is.</summary>
    public ClusterErrorKind Kind { get; } = kind;

    /// <summary>The answer's status. Unset: there was no answer.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The server's own word for the reason, such as AlreadyExists. Unset: it gave none.</summary>
    public string? Reason { get; init; }

    /// <summary>How long the server asks to wait before the next try. Unset: it did not ask.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
