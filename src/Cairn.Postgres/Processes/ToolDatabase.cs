using System.Collections.Frozen;

namespace Cairn.Postgres.Processes;

/// <summary>
/// Finds the database that a user's arguments for a client program name, so that whoever asks the server questions beforehand asks the right one.
/// </summary>
public static class ToolDatabase
{
    private static readonly FrozenSet<string> LongWithValue = FrozenSet.Create(
        "role", "file", "format", "jobs", "compress", "lock-wait-timeout", "encoding", "schema", "exclude-schema", "superuser", "table", "exclude-table",
        "table-and-children", "exclude-table-and-children", "exclude-table-data", "exclude-table-data-and-children", "extension", "exclude-extension",
        "extra-float-digits", "filter", "include-foreign-data", "rows-per-insert", "section", "snapshot", "sync-method", "restrict-key", "exclude-database",
        "host", "port", "username", "command", "set", "variable", "output", "log-file", "field-separator", "pset", "record-separator", "table-attr");

    /// <summary>The database that arguments of pg_dump name, or null: the one that is named as the user.</summary>
    public static string? OfPgDump(IReadOnlyList<string> arguments) => Find(arguments, 'd', "dbname", "eEFjnNpSTtUZhf", takesPositional: true);

    /// <summary>The database that arguments of pg_dumpall name for its first connection, or null: postgres, else template1.</summary>
    public static string? OfPgDumpAll(IReadOnlyList<string> arguments) => Find(arguments, 'l', "database", "dEfhpSU", takesPositional: false);

    /// <summary>The database that arguments of psql name, or null: the one that is named as the user.</summary>
    public static string? OfPsql(IReadOnlyList<string> arguments) => Find(arguments, 'd', "dbname", "cfFhLopPRTUv", takesPositional: true);

    private static string? Find(IReadOnlyList<string> arguments, char letter, string name, string lettersWithValue, bool takesPositional)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        string? found = null;
        string? positional = null;
        Queue<string> rest = new(arguments);
        while (rest.TryDequeue(out string? argument))
        {
            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                found = ReadLong(argument[2..], name, rest) ?? found;
            }
            else if (argument.Length > 1 && argument[0] == '-')
            {
                found = ReadLetters(argument[1..], letter, lettersWithValue, rest) ?? found;
            }
            else
            {
                positional ??= argument;
            }
        }

        return found ?? (takesPositional ? positional : null);
    }

    private static string? ReadLong(string argument, string name, Queue<string> rest)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string option = equals < 0 ? argument : argument[..equals];
        string? value = equals >= 0 ? argument[(equals + 1)..]
            : option == name || LongWithValue.Contains(option) ? rest.TryDequeue(out string? next) ? next : null
            : null;
        return option == name ? value : null;
    }

    private static string? ReadLetters(string letters, char letter, string lettersWithValue, Queue<string> rest)
    {
        for (int i = 0; i < letters.Length; i++)
        {
            bool isDatabase = letters[i] == letter;
            if (isDatabase || lettersWithValue.Contains(letters[i], StringComparison.Ordinal))
            {
                string? value = i + 1 < letters.Length ? letters[(i + 1)..] : rest.TryDequeue(out string? next) ? next : null;
                return isDatabase ? value : null;
            }
        }

        return null;
    }
}
