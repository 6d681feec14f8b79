namespace Cairn.Postgres.Archives;

/// <summary>
/// The parts of a statement <c>COPY schema.table (columns) FROM stdin;</c> as pg_dump writes it. Names may hold anything inside quotes, so
/// they are read as tokens and not searched for.
/// </summary>
/// <param name="Table">The table that the rows go to, qualified and quoted.</param>
/// <param name="Columns">The columns with commas between, quoted; empty when there are none.</param>
internal sealed record CopyStatement(string Table, string Columns)
{
    private const string Start = "COPY ";
    private const string End = " FROM stdin;\n";

    /// <summary>Reads a statement, or returns null when it has another form.</summary>
    public static CopyStatement? TryParse(string statement)
    {
        if (!statement.StartsWith(Start, StringComparison.Ordinal) || !statement.EndsWith(End, StringComparison.Ordinal))
        {
            return null;
        }

        int position = Start.Length;
        if (!SkipName(statement, ref position))
        {
            return null;
        }

        string table = statement[Start.Length..position];
        string rest = statement[position..^End.Length];
        // Without columns pg_dump leaves two blanks.
        if (rest == " ")
        {
            return new CopyStatement(table, "");
        }

        return rest.StartsWith(" (", StringComparison.Ordinal) && IsColumnList(rest) ? new CopyStatement(table, rest[2..^1]) : null;
    }

    /// <summary>Moves the position behind the identifier, quoted or not, that starts there; false when there is none.</summary>
    internal static bool SkipIdentifier(string text, ref int position)
    {
        int start = position;
        if (position < text.Length && text[position] == '"')
        {
            for (position++; position < text.Length; position++)
            {
                if (text[position] == '"' && !text.AsSpan(position + 1).StartsWith('"'))
                {
                    position++;
                    return true;
                }

                position += text[position] == '"' ? 1 : 0;
            }

            return false;
        }

        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_'))
        {
            position++;
        }

        return position > start;
    }

    private static bool IsColumnList(string text)
    {
        int position = 2;
        while (SkipIdentifier(text, ref position))
        {
            if (position == text.Length - 1 && text[position] == ')')
            {
                return true;
            }

            if (!text.AsSpan(position).StartsWith(", "))
            {
                return false;
            }

            position += 2;
        }

        return false;
    }

    private static bool SkipName(string text, ref int position)
    {
        if (!SkipIdentifier(text, ref position))
        {
            return false;
        }

        if (position < text.Length && text[position] == '.')
        {
            position++;
            return SkipIdentifier(text, ref position);
        }

        return true;
    }
}
