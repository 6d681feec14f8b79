namespace Cairn.Cli;

/// <summary>What was asked for could not be written to the standard output; the repository is not to blame.</summary>
internal sealed class OutputException(Exception cause)
    : Exception($"The output could not be written ({cause.Message}): the program behind the pipe has ended, its disk is full, or the output is closed.", cause);
