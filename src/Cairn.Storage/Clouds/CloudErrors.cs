using System.Net.Sockets;
using System.Security.Authentication;

namespace Cairn.Storage.Clouds;

/// <summary>What failures mean that have the same form with every server: connections, limits of time, cancellation, bare statuses.</summary>
internal static class CloudErrors
{
    private const string CertificateHint =
        " The server's TLS certificate is not trusted, or the server does not speak TLS there. Name its authority's certificate file "
            + "(RESTIC_CACERT or --cacert), or write http:// if the server has no TLS.";

    /// <summary>
    /// Translates a failure below the protocol. Null when the exception is none: then it is an answer, the caller's cancellation, or a bug.
    /// </summary>
    public static BackendException? Translate(string operation, string subject, StallGuard guard, Exception exception)
    {
        if (guard.HasStalled)
        {
            return Make(BackendErrorKind.Transient, $"no byte moved for {guard.Limit.TotalSeconds:0.#} seconds.");
        }

        if (exception is OperationCanceledException && guard.Token.IsCancellationRequested)
        {
            return null;
        }

        Exception cause = FindCause<FailedConnectionException>(exception)?.Cause ?? exception;
        if (FindCause<AuthenticationException>(cause) is { } tls)
        {
            return Make(BackendErrorKind.Misconfigured, tls.Message + CertificateHint);
        }

        // A connection that is reset while it is being made comes as a bare SocketException, which is no IOException.
        return cause is HttpRequestException or IOException or SocketException or TimeoutException or OperationCanceledException
            ? Make(BackendErrorKind.Transient, $"the connection failed: {Innermost(cause).Message}")
            : null;

        BackendException Make(BackendErrorKind kind, string reason) => new(kind, $"{operation} {subject} failed: {reason}", exception);
    }

    /// <summary>What a status means when nothing else is known.</summary>
    public static BackendErrorKind KindOf(int status) => status switch
    {
        404 => BackendErrorKind.NotFound,
        401 or 403 => BackendErrorKind.AccessDenied,
        416 => BackendErrorKind.RangeBeyondEnd,
        408 or 409 or 425 or 429 => BackendErrorKind.Transient,
        507 => BackendErrorKind.OutOfSpace,
        501 => BackendErrorKind.Misconfigured,
        >= 500 => BackendErrorKind.Transient,
        >= 300 and <= 400 => BackendErrorKind.Misconfigured,

        // A success that could not be read: a cut or mangled answer.
        < 300 => BackendErrorKind.Transient,
        _ => BackendErrorKind.Permanent,
    };

    /// <summary>The first exception of a type among an exception and its causes.</summary>
    public static T? FindCause<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The cause behind all others.</summary>
    public static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
