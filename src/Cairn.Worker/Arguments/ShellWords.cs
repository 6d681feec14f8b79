using System.Text;

namespace Cairn.Worker.Arguments;

/// <summary>
/// Splits a text of arguments into words as a shell does, so that a value may have blanks in it: <c>--exclude-database "old data"</c>. Nothing is
/// expanded: no variables, no patterns, no commands.
/// </summary>
public static class ShellWords
{
    /// <summary>The words. An empty text has none.</summary>
    /// <param name="text">The arguments.</param>
    /// <param name="parameter">Where the text comes from, for messages.</param>
    /// <exception cref="RunException">A quote is not closed, or a backslash is the last character. The message does not repeat the text.</exception>
    public static IReadOnlyList<string> Split(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<string> words = [];
        StringBuilder? word = null;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                Finish(words, ref word);
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
                word ??= new StringBuilder();
            }
            else if (c == '\\' && quote != '\'' && TakesEscape(text, i, quote))
            {
                (word ??= new StringBuilder()).Append(i + 1 < text.Length ? text[++i] : throw Unfinished(parameter, "it ends with a backslash"));
            }
            else
            {
                (word ??= new StringBuilder()).Append(c);
            }
        }

        Finish(words, ref word);
        return quote == '\0' ? words : throw Unfinished(parameter, $"a quote ({quote}) is not closed");
    }

    // Between double quotes a backslash is itself, unless it stands before a character that would mean something there.
    private static bool TakesEscape(string text, int i, char quote) => quote == '\0' || (i + 1 < text.Length && text[i + 1] is '"' or '\\' or '$' or '`');

    private static void Finish(List<string> words, ref StringBuilder? word)
    {
        if (word is not null)
        {
            words.Add(word.ToString());
            word = null;
        }
    }

    private static RunException Unfinished(string parameter, string problem) => new($"The parameter {parameter} cannot be split into arguments: {problem}.");
}
