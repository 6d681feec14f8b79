namespace Cairn.Storage.Wrappers;

/// <summary>Tells that an operation failed and will be tried again; for a line on the terminal or in the log.</summary>
/// <param name="Operation">What was tried: <c>create</c>, <c>save</c>, <c>load</c>, <c>stat</c>, <c>list</c>, <c>remove</c> or <c>tidy</c>.</param>
/// <param name="File">The file it was about, or the kind of file that was listed; empty for <c>create</c>.</param>
/// <param name="Attempt">The number of the attempt that failed, from 1 on.</param>
/// <param name="Delay">How long the wrapper waits before the next attempt.</param>
/// <param name="ErrorMessage">Why it failed; without secrets.</param>
public sealed record BackendRetry(string Operation, string File, int Attempt, TimeSpan Delay, string ErrorMessage);
