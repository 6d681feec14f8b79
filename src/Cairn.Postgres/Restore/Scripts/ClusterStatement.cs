using System.Text;

namespace Cairn.Postgres.Restore.Scripts;

/// <summary>A statement about what belongs to a whole server: its kind and the object's name.</summary>
/// <param name="Verb">CREATE, ALTER or DROP.</param>
/// <param name="Kind">ROLE, DATABASE or TABLESPACE.</param>
/// <param name="Name">The object.</param>
/// <param name="Rest">What follows the name, to tell <c>ALTER ROLE x WITH</c> from <c>ALTER ROLE x SET</c>.</param>
internal readonly record struct ClusterStatement(string Verb, string Kind, string Name, string Rest)
{
    private static readonly string[] Verbs = ["CREATE", "ALTER", "DROP"];
    private static readonly string[] Kinds = ["ROLE", "DATABASE", "TABLESPACE"];

    /// <summary>Reads a statement, with blanks and comments before it; null when it is another one.</summary>
    public static ClusterStatement? Parse(ReadOnlySpan<byte> statement)
    {
        string text = Encoding.UTF8.GetString(statement);
        int position = SkipBlanks(text, 0);
        string verb = Word(text, ref position);
        string kind = Word(text, ref position);
        if (!Verbs.Contains(verb) || !Kinds.Contains(kind))
        {
            return null;
        }

        int before = position;
        if (Word(text, ref position) != "IF" || Word(text, ref position) != "EXISTS")
        {
            position = before;
        }

        string? name = ReadName(text, ref position);
        return name is null ? null : new ClusterStatement(verb, kind, name, text[position..].TrimStart());
    }

    private static int SkipBlanks(string text, int position)
    {
        while (position < text.Length)
        {
            if (char.IsWhiteSpace(text[position]))
            {
                position++;
            }
            else if (text.AsSpan(position).StartsWith("--"))
            {
                int end = text.IndexOf('\n', position);
                position = end < 0 ? text.Length : end + 1;
            }
            else
            {
                break;
            }
        }

        return position;
    }

    private static string Word(string text, ref int position)
    {
        position = SkipBlanks(text, position);
        int start = position;
        while (position < text.Length && char.IsAsciiLetter(text[position]))
        {
            position++;
        }

        return text[start..position];
    }

    private static string? ReadName(string text, ref int position)
    {
        position = SkipBlanks(text, position);
        if (position < text.Length && text[position] == '"')
        {
            StringBuilder name = new();
            for (position++; position < text.Length; position++)
            {
                if (text[position] == '"' && (++position >= text.Length || text[position] != '"'))
                {
                    return name.ToString();
                }

                name.Append(text[position]);
            }

            return null;
        }

        int start = position;
        while (position < text.Length && text[position] != ';' && !char.IsWhiteSpace(text[position]))
        {
            position++;
        }

        return position > start ? text[start..position] : null;
    }
}
