namespace Cairn.Storage.Clouds;

/// <summary>
/// The connection to the server failed during a request. The cause is deliberately no inner exception: see <see cref="FailedConnectionHandler"/>.
/// </summary>
internal sealed class FailedConnectionException(Exception cause) : Exception(cause.Message)
{
    /// <summary>What the HTTP client said.</summary>
    public Exception Cause => cause;
}
