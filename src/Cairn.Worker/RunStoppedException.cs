namespace Cairn.Worker;

/// <summary>A run was told to end before it was complete. It is a cancellation, with words for the status.</summary>
public sealed class RunStoppedException(string message, Exception innerException) : OperationCanceledException(message, innerException);
