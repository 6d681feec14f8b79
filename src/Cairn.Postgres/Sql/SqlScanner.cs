namespace Cairn.Postgres.Sql;

/// <summary>Finds its way through SQL as pg_dump writes it: what is quoted is passed over, and never taken for something else.</summary>
internal static class SqlScanner
{
    /// <summary>
    /// The position behind what starts at a position: a string, a quoted name, a comment to the end of the line, a word, or a single character.
    /// An end that is missing is the end of the text.
    /// </summary>
    public static int End(string text, int start)
    {
        char c = text[start];
        if (c is 'E' or 'e' && start + 1 < text.Length && text[start + 1] == '\'')
        {
            return EndOfQuoted(text, start + 1, hasEscapes: true);
        }

        if (c is '\'' or '"')
        {
            return EndOfQuoted(text, start, hasEscapes: false);
        }

        if (text.AsSpan(start).StartsWith("--"))
        {
            int line = text.IndexOf('\n', start);
            return line < 0 ? text.Length : line + 1;
        }

        int end = start;
        while (end < text.Length && IsWord(text[end]))
        {
            end++;
        }

        return Math.Max(end, start + 1);
    }

    /// <summary>
    /// The statements of a script, each with what stands before it (comments, blanks) and with its semicolon. A line that begins with a backslash
    /// is a statement to psql. What is left behind the last one is the last.
    /// </summary>
    public static IEnumerable<string> Statements(string script)
    {
        int start = 0;
        int position = 0;
        bool isLineStart = true;
        while (position < script.Length)
        {
            int end = isLineStart && script[position] == '\\' ? EndOfLine(script, position) : End(script, position);
            if (script[position] == ';' || (isLineStart && script[position] == '\\'))
            {
                yield return script[start..end];
                start = end;
            }

            isLineStart = script[end - 1] == '\n';
            position = end;
        }

        if (start < script.Length)
        {
            yield return script[start..];
        }
    }

    /// <summary>The words, names and strings of a statement, without comments and blanks.</summary>
    public static IEnumerable<string> Tokens(string statement)
    {
        for (int position = 0, end; position < statement.Length; position = end)
        {
            end = End(statement, position);
            if (!char.IsWhiteSpace(statement[position]) && !statement.AsSpan(position).StartsWith("--"))
            {
                yield return statement[position..end];
            }
        }
    }

    /// <summary>The name that an identifier stands for.</summary>
    public static string Unquote(string identifier) => identifier is ['"', .., '"']
        ? identifier[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)
        : identifier;

    private static int EndOfLine(string text, int start)
    {
        int line = text.IndexOf('\n', start);
        return line < 0 ? text.Length : line + 1;
    }

    private static int EndOfQuoted(string text, int open, bool hasEscapes)
    {
        char quote = text[open];
        for (int i = open + 1; i < text.Length; i++)
        {
            if (hasEscapes && text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == quote)
            {
                if (i + 1 < text.Length && text[i + 1] == quote)
                {
                    i++;
                }
                else
                {
                    return i + 1;
                }
            }
        }

        return text.Length;
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' || c > '\x7f';
}
