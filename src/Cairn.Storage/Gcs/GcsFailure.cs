namespace Cairn.Storage.Gcs;

/// <summary>The server answered, but not with a success.</summary>
internal sealed class GcsFailure(int status, string reason, string message) : Exception(message)
{
    /// <summary>The status of the answer.</summary>
    public int Status => status;

    /// <summary>The error's machine-readable reason, such as <c>notFound</c>; empty where the server sent none.</summary>
    public string Reason => reason;
}
