using System.Text;
using Cairn.Postgres;
using Cairn.Postgres.Processes;

namespace Cairn.Cli.Options;

/// <summary>Runs RESTIC_PASSWORD_COMMAND, which prints the repository's password.</summary>
internal static class PasswordCommand
{
    private const int MaxPasswordBytes = 4096;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Runs the command, split into words as a shell does but without a shell, and returns what it prints.</summary>
    public static async Task<string> RunAsync(string command, TimeProvider time, CancellationToken cancellationToken)
    {
        List<string> words = Split(command);
        ChildProcessOptions options = new() { Program = words[0], Arguments = words[1..] };
        using CancellationTokenSource limit = new(Limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using ChildProcess process = ChildProcess.Start(options, time, either.Token);
            byte[] output = new byte[MaxPasswordBytes];
            int length = await process.Output.ReadAtLeastAsync(output, output.Length, throwOnEndOfStream: false, either.Token);
            if (length == output.Length)
            {
                throw new UsageException($"RESTIC_PASSWORD_COMMAND ({words[0]}) printed {MaxPasswordBytes} bytes or more; that is no password.");
            }

            ProcessExit exit = await process.WaitForExitAsync(Limit, either.Token);
            return exit.IsSuccess
                ? Encoding.UTF8.GetString(output, 0, length)
                : throw new UsageException($"RESTIC_PASSWORD_COMMAND failed: {words[0]} ended with exit code {exit.Code}. {string.Join(' ', exit.ErrorLines)}");
        }
        catch (Exception e) when (e is TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new UsageException($"RESTIC_PASSWORD_COMMAND ({words[0]}) did not end within {Limit.TotalSeconds} s.");
        }
        catch (PostgresException e)
        {
            throw new UsageException($"RESTIC_PASSWORD_COMMAND could not be started: {e.Message}");
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
}
