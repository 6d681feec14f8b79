using System.Text;

namespace Cairn.Postgres.Dump.Servers;

/// <summary>A pattern for names of databases, as pg_dumpall's --exclude-database takes it and psql's commands do.</summary>
internal static class DatabasePattern
{
    // What the server's regular expressions mean something by, and a name in quotes does not.
    private const string Special = "|*+?()[]{}.^$\\";

    /// <summary>
    /// The regular expression of the server that a pattern stands for: unquoted letters are small ones, <c>*</c> is any text and <c>?</c> any character.
    /// Null for a pattern with a dot outside of quotes, which pg_dumpall refuses.
    /// </summary>
    public static string? ToRegularExpression(string pattern)
    {
        StringBuilder expression = new("^(");
        bool quoted = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '"')
            {
                bool isDoubled = quoted && i + 1 < pattern.Length && pattern[i + 1] == '"';
                expression.Append(isDoubled ? "\"" : "");
                i += isDoubled ? 1 : 0;
                quoted = isDoubled == quoted;
            }
            else if (c == '.' && !quoted)
            {
                return null;
            }
            else
            {
                expression.Append(quoted ? Quoted(c) : Unquoted(c));
            }
        }

        return expression.Append(")$").ToString();
    }

    private static string Quoted(char c) => Special.Contains(c, StringComparison.Ordinal) ? $"\\{c}" : $"{c}";

    private static string Unquoted(char c) => c switch
    {
        '*' => ".*",
        '?' => ".",
        '$' => "\\$",
        // Letters beyond ASCII are left to the server's own folding, as psql leaves them.
        _ => char.IsAsciiLetterUpper(c) ? $"{char.ToLowerInvariant(c)}" : $"{c}",
    };
}
