namespace Cairn.Worker;

/// <summary>
/// A run cannot go on because of what its objects say: one is missing, or a field of it cannot work. The message names the object, and what to change.
/// </summary>
public sealed class RunException(string message, Exception? innerException = null) : Exception(message, innerException);
