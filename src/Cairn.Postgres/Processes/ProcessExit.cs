namespace Cairn.Postgres.Processes;

/// <summary>How a child process ended.</summary>
/// <param name="Code">Its exit code; 128 plus the signal's number when a signal ended it.</param>
/// <param name="ErrorLines">The last lines of its error output, without secrets.</param>
public sealed record ProcessExit(int Code, IReadOnlyList<string> ErrorLines)
{
    private const int SignalBase = 128;
    private const int MaxSignal = 64;

    /// <summary>The error lines before redaction. They decide what kind of failure it was and are never shown.</summary>
    internal string RawErrorText { get; init; } = "";

    /// <summary>True when it ended by itself with exit code 0.</summary>
    public bool IsSuccess => Code == 0;

    /// <summary>The signal that ended it, or null. PostgreSQL's programs never exit with a code above 128 by themselves.</summary>
    public int? Signal => Code is > SignalBase and <= SignalBase + MaxSignal ? Code - SignalBase : null;

    /// <summary>Words for a message: "exit code 1" or "signal 9 (SIGKILL)".</summary>
    public string Description => Signal switch
    {
        null => $"exit code {Code}",
        6 => "signal 6 (SIGABRT)",
        9 => "signal 9 (SIGKILL)",
        11 => "signal 11 (SIGSEGV)",
        13 => "signal 13 (SIGPIPE)",
        15 => "signal 15 (SIGTERM)",
        int other => $"signal {other}",
    };
}
