using Cairn.Storage.Clouds;

namespace Cairn.Storage.Gcs;

/// <summary>Tells what a failure of the server means for a caller, and what its user can do.</summary>
internal static class GcsErrors
{
    private const string AccessHint =
        " Check the credentials (GOOGLE_APPLICATION_CREDENTIALS) and that their account may read, write, list and delete objects of the bucket.";

    /// <summary>The backend's own exception, or null when the exception is no failure of the storage (a bug, or the caller's cancellation).</summary>
    public static BackendException? Translate(string operation, string subject, StallGuard guard, Exception exception)
    {
        if (exception is GcsFailure answer)
        {
            BackendErrorKind kind = KindOf(answer);
            string reason = answer.Reason.Length == 0 ? "" : $" {answer.Reason}";
            string said = $"the server answered {answer.Status}{reason}: {answer.Message.TrimEnd('.')}.";
            return new BackendException(kind, $"{operation} {subject} failed: {said}{HintFor(kind, answer)}", exception);
        }

        return exception is BackendException ? null : CloudErrors.Translate(operation, subject, guard, exception);
    }

    private static BackendErrorKind KindOf(GcsFailure answer) => answer.Reason switch
    {
        "rateLimitExceeded" or "userRateLimitExceeded" or "backendError" or "internalError" => BackendErrorKind.Transient,
        "quotaExceeded" => BackendErrorKind.OutOfSpace,
        "retentionPolicyNotMet" or "objectUnderActiveHold" => BackendErrorKind.AccessDenied,
        _ => CloudErrors.KindOf(answer.Status),
    };

    private static string HintFor(BackendErrorKind kind, GcsFailure answer) => kind switch
    {
        BackendErrorKind.AccessDenied => AccessHint,
        BackendErrorKind.NotFound when answer.Message.Contains("bucket", StringComparison.OrdinalIgnoreCase)
            => " The bucket does not exist: check its name, or create it.",
        BackendErrorKind.Misconfigured => " Check the bucket's name and the project (GOOGLE_PROJECT_ID).",
        BackendErrorKind.RangeBeyondEnd => " The file is truncated, or its index is wrong.",
        _ => "",
    };
}
