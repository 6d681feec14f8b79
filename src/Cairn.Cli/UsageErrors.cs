using System.CommandLine;
using System.CommandLine.Parsing;

namespace Cairn.Cli;

/// <summary>Says what is wrong with a command line, and not on two screens.</summary>
internal static class UsageErrors
{
    /// <summary>Writes the errors; false where the whole help says more, because only the command is missing.</summary>
    public static bool TryWrite(ParseResult parsed, TextWriter output)
    {
        bool isCommandMissing = parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0;
        if (parsed.Errors.Count == 0 || isCommandMissing)
        {
            return false;
        }

        // Where a command is mistyped, that it is missing too is no news.
        foreach (ParseError error in parsed.Errors.DistinctBy(error => error.Message))
        {
            if (!error.Message.StartsWith("Required command", StringComparison.Ordinal))
            {
                output.WriteLine($"cairn: {error.Message}");
            }
        }

        output.WriteLine($"'{PathOf(parsed.CommandResult)} --help' lists what there is.");
        return true;
    }

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : "cairn";
}
