using System.Text;
using Cairn.Postgres.Sql;

namespace Cairn.Postgres.Restore.Parallel;

/// <summary>Statements about a database itself, written for another name. Texts hold one character a byte of the dump's encoding.</summary>
internal static class DatabaseStatements
{
    /// <summary>The statements with the name behind each word DATABASE replaced.</summary>
    public static string WithName(string statements, string quotedName)
    {
        StringBuilder result = new(statements.Length);
        bool isName = false;
        for (int position = 0, end; position < statements.Length; position = end)
        {
            end = SqlScanner.End(statements, position);
            string token = statements[position..end];
            bool isBlank = string.IsNullOrWhiteSpace(token);
            result.Append(isName && !isBlank ? quotedName : token);
            isName = isBlank ? isName : token == "DATABASE";
        }

        return result.ToString();
    }

    /// <summary>A database's name in quotes, for a session with the dump's encoding.</summary>
    public static string Quote(string name, string encoding)
    {
        string quoted = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return Ascii.IsValid(name) ? quoted
            : encoding is "UTF8" or "SQL_ASCII" ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(quoted))
            // The server brings it to its own encoding; no table of another one is needed here.
            : "U&" + string.Concat(quoted.Replace("\\", "\\\\", StringComparison.Ordinal).EnumerateRunes()
                .Select(rune => rune.IsAscii ? rune.ToString() : $"\\+{rune.Value:X6}"));
    }
}
