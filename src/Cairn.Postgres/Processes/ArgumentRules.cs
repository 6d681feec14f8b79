using System.Text.RegularExpressions;

namespace Cairn.Postgres.Processes;

/// <summary>
/// Checks arguments that a user wants handed on to a client program. They are passed on as they are; only those that would break the
/// stream, connect elsewhere or show a password to every user of the machine are refused.
/// </summary>
/// <param name="tool">The program's name.</param>
/// <param name="lettersWithValue">Its short options that take a value, since in "-nf" the "f" is the value of "-n".</param>
/// <param name="refused">What is refused.</param>
internal sealed partial class ArgumentRules(string tool, string lettersWithValue, params RefusedArgument[] refused)
{
    /// <summary>The options by which all client programs connect. The connection comes from the server's URL and from nowhere
    /// else.</summary>
    public static IEnumerable<RefusedArgument> ConnectionOptions =>
    [
        new('W', "password", "nobody could answer a question for the password; put it into the URL or PGPASSWORD"),
        new('h', "host", "the URL names the host; checks and messages would speak of another server"),
        new('p', "port", "the URL names the port; checks and messages would speak of another server"),
        new('U', "username", "the URL names the user; checks and messages would speak of another one"),
    ];

    /// <summary>Whether a value names a database and nothing more. A connection string would be visible to all, with its
    /// password.</summary>
    public static bool IsPlainDatabaseName(string value) =>
        !value.Contains('=', StringComparison.Ordinal) && !ConnectionUrl().IsMatch(value);

    /// <summary>Throws <see cref="PostgresErrorKind.InvalidConfiguration"/> for the first argument that is refused. Its value is never
    /// repeated.</summary>
    public void Check(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            string? next = i + 1 < arguments.Count ? arguments[i + 1] : null;
            if (argument.Contains('\0', StringComparison.Ordinal))
            {
                throw PostgresException.Configuration($"An argument for {tool} contains a NUL character.");
            }

            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                CheckLong(argument[2..], next);
            }
            else if (argument.StartsWith('-'))
            {
                CheckLetters(argument[1..], next);
            }

            if (SecretConnection().IsMatch(argument))
            {
                throw PostgresException.Configuration(
                    $"An argument for {tool} looks like a connection string with a password, which every user of the machine could read. "
                    + "Put the connection into the URL, and hand on the database's name only.");
            }
        }
    }

    // getopt takes any unambiguous beginning of a long name for the whole.
    private void CheckLong(string argument, string? next)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? argument : argument[..equals];
        RefusedArgument? rule = Array.Find(refused, r => r.Long == name)
            ?? Array.Find(refused, r => name.Length > 0 && r.Long.StartsWith(name, StringComparison.Ordinal));
        if (rule is not null)
        {
            Apply(rule, equals < 0 ? next : argument[(equals + 1)..]);
        }
    }

    private void CheckLetters(string letters, string? next)
    {
        for (int i = 0; i < letters.Length; i++)
        {
            string? value = i + 1 < letters.Length ? letters[(i + 1)..] : next;
            if (Array.Find(refused, r => r.Short == letters[i]) is { } rule)
            {
                Apply(rule, value);
            }

            if (lettersWithValue.Contains(letters[i], StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    private void Apply(RefusedArgument rule, string? value)
    {
        if (rule.IsAllowedValue is null || value is null || !rule.IsAllowedValue(value))
        {
            throw PostgresException.Configuration(
                $"The argument -{rule.Short}/--{rule.Long} cannot be handed on to {tool}: {rule.Reason}.");
        }
    }

    [GeneratedRegex("^postgres(ql)?://", RegexOptions.IgnoreCase)]
    private static partial Regex ConnectionUrl();

    [GeneratedRegex(
        @"postgres(ql)?://[^/\s]*:[^/\s]*@|postgres(ql)?://.*[?&](ssl)?password=|(^|\s|')(ssl)?password\s*=",
        RegexOptions.IgnoreCase)]
    private static partial Regex SecretConnection();
}
