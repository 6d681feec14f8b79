using Azure;
using Azure.Storage.Blobs.Models;
using Cairn.Storage.Clouds;

namespace Cairn.Storage.Azure;

/// <summary>Tells what a failure of the SDK or the server means for a caller, and what its user can do.</summary>
internal static class AzureErrors
{
    private const string AccessHint =
        " Check the account's name and key (or signature, with its rights and dates), this machine's clock, and the account's firewall.";

    /// <summary>The backend's own exception, or null when the exception is no failure of the storage (a bug, or the caller's cancellation).</summary>
    public static BackendException? Translate(string operation, string subject, StallGuard guard, Exception exception)
    {
        if (exception is BackendException)
        {
            return null;
        }

        // The failure to get a token comes to us through the SDK, sometimes as a cause.
        if (CloudErrors.FindCause<BackendException>(exception) is { } own)
        {
            return own;
        }

        if (CloudErrors.FindCause<RequestFailedException>(exception) is { Status: not 0 } answer && !guard.HasStalled)
        {
            BackendErrorKind kind = KindOf(answer);
            return new BackendException(kind, $"{operation} {subject} failed: {Describe(answer)}{HintFor(kind, answer)}", exception);
        }

        return CloudErrors.Translate(operation, subject, guard, exception);
    }

    /// <summary>True when the answer says that the blob, and not the container, is missing. Answers to HEAD have no error code with some servers.</summary>
    public static bool IsMissingObject(RequestFailedException exception) =>
        exception.Status == 404 && exception.ErrorCode != BlobErrorCode.ContainerNotFound;

    private static BackendErrorKind KindOf(RequestFailedException answer) => answer.ErrorCode switch
    {
        "BlobImmutableDueToPolicy" or "AccountIsDisabled" or "InsufficientAccountPermissions" or "AuthenticationFailed" or "InvalidAuthenticationInfo"
            => BackendErrorKind.AccessDenied,
        "BlobArchived" or "BlobBeingRehydrated" => BackendErrorKind.Permanent,
        "Md5Mismatch" or "Crc64Mismatch" or "OperationTimedOut" or "ServerBusy" or "InternalError" => BackendErrorKind.Transient,
        _ => CloudErrors.KindOf(answer.Status),
    };

    /// <summary>The first line; what follows are headers, and for wrong signatures the text that was signed.</summary>
    private static string Describe(RequestFailedException answer) =>
        $"the server answered {answer.Status}{(string.IsNullOrEmpty(answer.ErrorCode) ? "" : $" {answer.ErrorCode}")}: "
            + $"{answer.Message.Split('\n')[0].Trim().TrimEnd('.')}.";

    private static string HintFor(BackendErrorKind kind, RequestFailedException answer) => kind switch
    {
        BackendErrorKind.AccessDenied => AccessHint,
        BackendErrorKind.NotFound when answer.ErrorCode == BlobErrorCode.ContainerNotFound => " The container does not exist: check its name, or create it.",
        BackendErrorKind.Misconfigured => " Check the account's name, the endpoint suffix and the container's name.",
        BackendErrorKind.RangeBeyondEnd => " The file is truncated, or its index is wrong.",
        BackendErrorKind.Permanent when answer.ErrorCode is "BlobArchived" or "BlobBeingRehydrated"
            => " The blob is in the archive tier, which cannot be read at once: rehydrate it.",
        _ => "",
    };
}
