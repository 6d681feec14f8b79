namespace Cairn.Postgres.Dump;

/// <summary>How the options of a tool are written: letters that may stand together, long names, values behind them or as the next argument.</summary>
/// <param name="letters">The long name of each letter.</param>
/// <param name="options">What each long name is for, and whether it has a value.</param>
internal sealed class ToolOptions(IReadOnlyDictionary<char, string> letters, IReadOnlyDictionary<string, (string Use, bool HasValue)> options)
{
    /// <summary>Is given one option: what it is for, its long name, and its value; says whether it may be there.</summary>
    public delegate bool Taker(string use, string name, string? value);

    /// <summary>An argument's name for messages. Never the value: it may be anything.</summary>
    public static string NameOf(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        return argument.StartsWith("--", StringComparison.Ordinal) ? equals < 0 ? argument : argument[..equals]
            : argument.StartsWith('-') ? argument[..Math.Min(2, argument.Length)] : "without a dash";
    }

    /// <summary>Takes the options of one argument, and from the rest what is a value. False: one of them is not known.</summary>
    public bool TryTake(string argument, Queue<string> rest, Taker take) =>
        argument.StartsWith("--", StringComparison.Ordinal) ? TryTakeLong(argument[2..], rest, take)
        : argument.Length > 1 && argument[0] == '-' && TryTakeLetters(argument[1..], rest, take);

    private bool TryTakeLong(string text, Queue<string> rest, Taker take)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? text : text[..equals];
        if (!options.TryGetValue(name, out (string Use, bool HasValue) option) || (equals >= 0 && !option.HasValue))
        {
            return false;
        }

        string? value = equals >= 0 ? text[(equals + 1)..] : null;
        return option.HasValue
            ? (value is not null || rest.TryDequeue(out value)) && take(option.Use, name, value)
            : take(option.Use, name, null);
    }

    private bool TryTakeLetters(string text, Queue<string> rest, Taker take)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!letters.TryGetValue(text[i], out string? name))
            {
                return false;
            }

            (string use, bool hasValue) = options[name];
            if (hasValue)
            {
                string? value = text[(i + 1)..];
                return (value.Length > 0 || rest.TryDequeue(out value)) && take(use, name, value);
            }

            take(use, name, null);
        }

        return true;
    }
}
