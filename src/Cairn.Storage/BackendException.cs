namespace Cairn.Storage;

/// <summary>A storage failure. The message names the storage, the operation and what to do next; it never holds a secret.</summary>
public sealed class BackendException(BackendErrorKind kind, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What went wrong.</summary>
    public BackendErrorKind Kind { get; } = kind;

    /// <summary>True when the same call may succeed later. Only the retry wrapper acts on it, so that exactly one layer retries.</summary>
    public bool IsTransient => Kind == BackendErrorKind.Transient;
}
