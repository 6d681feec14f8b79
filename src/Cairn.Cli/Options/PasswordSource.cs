namespace Cairn.Cli.Options;

/// <summary>Finds the repository's password where restic looks for it. It is never printed and never given to another program.</summary>
internal static class PasswordSource
{
    /// <summary>
    /// Reads, in this order: the file of <c>--password-file</c>, RESTIC_PASSWORD_FILE, the output of RESTIC_PASSWORD_COMMAND, RESTIC_PASSWORD,
    /// the person at the terminal. For the repository that is only read from, <paramref name="prefix"/> is <c>RESTIC_FROM_</c>.
    /// </summary>
    public static async Task<string> ReadAsync(string? file, CliContext context, CancellationToken cancellationToken, string prefix = "RESTIC_")
    {
        string which = prefix == "RESTIC_" ? "the repository" : "the source repository";
        if ((file ?? context.Environment(prefix + "PASSWORD_FILE")) is { } path)
        {
            return await ReadFileAsync(path, cancellationToken);
        }

        if (context.Environment(prefix + "PASSWORD_COMMAND") is { } command)
        {
            return NotEmpty(await PasswordCommand.RunAsync(command, context.Time, cancellationToken), $"The output of {prefix}PASSWORD_COMMAND");
        }

        return context.Environment(prefix + "PASSWORD")
            ?? await AskAsync($"Password of {which}: ", context, cancellationToken)
            ?? throw new UsageException($"No password for {which} was given. Set {prefix}PASSWORD, {prefix}PASSWORD_FILE or "
                + $"{prefix}PASSWORD_COMMAND, or use {(prefix == "RESTIC_" ? "--password-file" : "--from-password-file")}.");
    }

    /// <summary>
    /// Asks the person at the terminal; null when nobody can be asked. The question waits on a thread of the pool, so that Ctrl-C ends the
    /// program and not only the next step of it.
    /// </summary>
    public static async Task<string?> AskAsync(string prompt, CliContext context, CancellationToken cancellationToken) =>
        context.AskPassword is { } ask ? await Task.Run(() => ask(prompt), cancellationToken).WaitAsync(cancellationToken) : null;

    /// <summary>Reads a password from a file. Blanks and line breaks around it do not belong to it, as with restic.</summary>
    public static async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return NotEmpty(await File.ReadAllTextAsync(path, cancellationToken), $"The password file {path}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The password file {path} cannot be read: {e.Message}");
        }
    }

    private static string NotEmpty(string text, string what)
    {
        // Exactly as restic has it: a repository made with one of the two must open with the other and the same file.
        string password = text.Trim();
        return password.Length > 0 ? password : throw new UsageException($"{what} is empty.");
    }
}
