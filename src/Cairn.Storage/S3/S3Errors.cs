using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Cairn.Storage.Clouds;

namespace Cairn.Storage.S3;

/// <summary>Tells what a failure of the SDK, the network or the server means for a caller, and what its user can do.</summary>
internal static class S3Errors
{
    private const string AccessHint =
        " Check the access key id, the secret, this machine's clock, and the policies of the key and the bucket.";

    private const string RegionHint =
        " If the bucket is in another region, set it (AWS_DEFAULT_REGION) or use that region's endpoint.";

    /// <summary>The backend's own exception, or null when the exception is no failure of the storage (a bug, or the caller's cancellation).</summary>
    public static BackendException? Translate(string operation, string subject, StallGuard guard, Exception exception)
    {
        if (exception is BackendException)
        {
            return null;
        }

        if (CloudErrors.FindCause<AmazonServiceException>(exception) is { StatusCode: not 0 } answer && !guard.HasStalled)
        {
            BackendErrorKind kind = KindOf(answer);
            return Make(kind, Describe(answer) + HintFor(kind, answer));
        }

        return CloudErrors.Translate(operation, subject, guard, exception) ?? exception switch
        {
            AmazonServiceException when exception.InnerException is not null
                => Make(BackendErrorKind.Transient, $"the connection failed: {CloudErrors.Innermost(exception).Message}"),
            AmazonServiceException => Make(BackendErrorKind.Transient, exception.Message),
            AmazonClientException => Make(BackendErrorKind.AccessDenied, $"{exception.Message}{AccessHint}"),
            _ => null,
        };

        BackendException Make(BackendErrorKind kind, string reason) => new(kind, $"{operation} {subject} failed: {reason}", exception);
    }

    /// <summary>True when the answer says that the object, and not the bucket, is missing.</summary>
    public static bool IsMissingObject(AmazonS3Exception exception) =>
        exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode != "NoSuchBucket";

    private static BackendErrorKind KindOf(AmazonServiceException answer) => answer.ErrorCode switch
    {
        "NoSuchKey" or "NoSuchBucket" or "NotFound" => BackendErrorKind.NotFound,
        "AccessDenied" or "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "RequestTimeTooSkewed" or "ExpiredToken" or "InvalidToken"
            or "TokenRefreshRequired" or "AllAccessDisabled" or "AccountProblem" or "Forbidden" => BackendErrorKind.AccessDenied,
        "InvalidRange" => BackendErrorKind.RangeBeyondEnd,
        "QuotaExceeded" or "XMinioStorageFull" or "InsufficientStorage" => BackendErrorKind.OutOfSpace,
        "RequestTimeout" or "SlowDown" or "Throttling" or "InternalError" or "ServiceUnavailable" or "BadDigest" or "IncompleteBody"
            or "OperationAborted" => BackendErrorKind.Transient,
        _ => CloudErrors.KindOf((int)answer.StatusCode),
    };

    private static string Describe(AmazonServiceException answer) =>
        $"the server answered {(int)answer.StatusCode}{(string.IsNullOrEmpty(answer.ErrorCode) ? "" : $" {answer.ErrorCode}")}: {answer.Message.TrimEnd('.')}.";

    private static string HintFor(BackendErrorKind kind, AmazonServiceException answer) => kind switch
    {
        BackendErrorKind.AccessDenied => AccessHint,
        BackendErrorKind.NotFound when answer.ErrorCode == "NoSuchBucket" => " The bucket does not exist: check its name, or create it.",
        BackendErrorKind.Misconfigured => " Check the endpoint, the bucket's name and the bucket lookup (dns or path)." + RegionHint,
        BackendErrorKind.OutOfSpace => " Free space there or raise the quota, then repeat.",
        BackendErrorKind.RangeBeyondEnd => " The file is truncated, or its index is wrong.",
        _ => "",
    };
}
