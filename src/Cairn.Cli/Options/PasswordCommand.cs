using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Cairn.Cli.Options;

/// <summary>Runs RESTIC_PASSWORD_COMMAND, which prints the repository's password.</summary>
internal static class PasswordCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Runs the command, split into words as a shell does but without a shell, and returns what it prints. Its errors go to the terminal.</summary>
    public static async Task<string> RunAsync(string command, TimeProvider time, CancellationToken cancellationToken)
    {
        List<string> words = Split(command);
        using CancellationTokenSource limit = new(Limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using Process process = Start(words);
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0
                ? output
                : throw new UsageException($"RESTIC_PASSWORD_COMMAND ({words[0]}) ended with exit code {process.ExitCode}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UsageException($"RESTIC_PASSWORD_COMMAND ({words[0]}) did not end within {Limit.TotalSeconds} s.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Splits at blanks; single and double quotes keep words together, a backslash takes the next character as it is.</summary>
    internal static List<string> Split(string command)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool inWord = false;
        char quote = '\0';
        for (int i = 0; i < command.Length; i++)
        {
            char c = command[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                AddWord(words, word, ref inWord);
                continue;
            }

            inWord = true;
            if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
            }
            else
            {
                i += c == '\\' && quote != '\'' && i + 1 < command.Length ? 1 : 0;
                word.Append(command[i]);
            }
        }

        AddWord(words, word, ref inWord);
        return quote == '\0' && words.Count > 0 ? words : throw new UsageException("RESTIC_PASSWORD_COMMAND is empty, or a quote in it is not closed.");
    }

    private static void AddWord(List<string> words, StringBuilder word, ref bool inWord)
    {
        if (inWord)
        {
            words.Add(word.ToString());
            word.Clear();
            inWord = false;
        }
    }

    private static Process Start(List<string> words)
    {
        // The error output is inherited, so there is no second pipe that would have to be drained.
        ProcessStartInfo info = new(words[0], words.Skip(1)) { RedirectStandardOutput = true, UseShellExecute = false };
        try
        {
            return Process.Start(info) ?? throw new UsageException($"RESTIC_PASSWORD_COMMAND ({words[0]}) could not be started.");
        }
        catch (Win32Exception e)
        {
            throw new UsageException($"RESTIC_PASSWORD_COMMAND ({words[0]}) could not be started: {e.Message}.");
        }
    }
}
