using Cairn.Postgres.Processes;

namespace Cairn.Postgres.Connections;

/// <summary>Turns the failed end of a client program into an exception that says which side failed and what to do next.</summary>
internal static class ToolFailure
{
    private const int MaxLinesInMessage = 12;

    /// <summary>Describes a program that ended without success.</summary>
    /// <param name="tool">The program's name.</param>
    /// <param name="server">The server it talked to.</param>
    /// <param name="serverSide">Whether that is the source or the target.</param>
    /// <param name="exit">How it ended.</param>
    public static PostgresException Create(string tool, PostgresServer server, PostgresSide serverSide, ProcessExit exit)
    {
        if (exit.Signal is not null)
        {
            return new PostgresException(PostgresErrorKind.ToolKilled, PostgresSide.Tool,
                Message($"{tool}, working on {server.Display},", exit,
                    "Check whether the machine or the container ran out of memory, or who ended the program."), isTransient: true);
        }

        FailureRule? rule = FailureRules.Find(exit.RawErrorText);
        return rule is null
            ? new PostgresException(PostgresErrorKind.ToolFailed, PostgresSide.Tool,
                Message($"{tool}, working on {server.Display},", exit, "The program's own words above name the reason."))
            : FromRule(tool, server, serverSide, exit, rule);
    }

    /// <summary>Describes a program that ended because a statement of its script failed.</summary>
    public static PostgresException SqlFailed(
        string tool, PostgresServer server, PostgresSide serverSide, ProcessExit exit, string hint) =>
        new(PostgresErrorKind.SqlFailed, serverSide,
            Message($"{SideName(serverSide)} {server.Display}: an SQL statement failed; {tool}", exit, hint));

    /// <summary>Describes a server that kept a program waiting for longer than its limit.</summary>
    public static PostgresException TimedOut(string tool, PostgresServer server, PostgresSide serverSide, TimeSpan limit) =>
        new(PostgresErrorKind.TimedOut, serverSide,
            $"{SideName(serverSide)} {server.Display}: {tool} got no answer within {limit.TotalSeconds:0.#} s. "
            + "Check host, port and firewalls, and whether the server is overloaded.", isTransient: true);

    private static PostgresException FromRule(
        string tool, PostgresServer server, PostgresSide serverSide, ProcessExit exit, FailureRule rule)
    {
        PostgresSide side = rule.Kind == PostgresErrorKind.ClientMissing ? PostgresSide.Tool : serverSide;
        string message = Message($"{SideName(serverSide)} {server.Display}: {tool}", exit, rule.Hint);
        return new PostgresException(rule.Kind, side, message, rule.IsTransient);
    }

    private static string Message(string subject, ProcessExit exit, string hint)
    {
        IEnumerable<string> lines = exit.ErrorLines.Where(l => !string.IsNullOrWhiteSpace(l)).TakeLast(MaxLinesInMessage);
        string words = string.Join('\n', lines);
        return words.Length == 0
            ? $"{subject} ended with {exit.Description} and no message. {hint}"
            : $"{subject} ended with {exit.Description}: {words}\n{hint}";
    }

    private static string SideName(PostgresSide side) => side switch
    {
        PostgresSide.SourceDatabase => "Source database",
        PostgresSide.TargetDatabase => "Target database",
        _ => "Database",
    };
}
