namespace Cairn.Operator.Controllers;

/// <summary>A storage that cannot be used now. The message names it and what to do.</summary>
internal sealed class StorageProblemException(string message, bool isSecretMissing, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Whether the reason is that the Secret of the storage is not there.</summary>
    public bool IsSecretMissing { get; } = isSecretMissing;
}
