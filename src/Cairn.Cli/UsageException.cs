namespace Cairn.Cli;

/// <summary>The command line or the environment asks for something that cannot be done; the message says what to write instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
