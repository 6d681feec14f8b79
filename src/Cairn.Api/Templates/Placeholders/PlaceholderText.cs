using System.Text;

namespace Cairn.Api.Templates.Placeholders;

/// <summary>
/// Fills in placeholders: <c>${name}</c>, <c>${name:=default}</c> (also <c>=</c> and <c>:-</c>), and bash's functions on strings
/// (see <see cref="PlaceholderFunctions"/>). <c>$$</c> is a dollar sign; any other dollar sign stays as it is, so variables of Go templates
/// (<c>$msg</c>) and of shells pass through. Names consist of letters, digits, <c>_</c> and <c>-</c>.
/// <para>A default counts only when there is no value: an empty value is a value.</para>
/// </summary>
public static class PlaceholderText
{
    /// <summary>The text with its placeholders filled in.</summary>
    /// <param name="text">Text of at most a million characters.</param>
    /// <param name="values">The values by name. They are taken literally: a dollar sign in them begins no placeholder.</param>
    /// <exception cref="PlaceholderException">A name has neither value nor default, or the text is malformed.</exception>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values)
    {
        List<string> missing = [];
        string result = Fill(text, values, missing);
        return missing.Count == 0 ? result : throw Missing(missing);
    }

    /// <summary>The names that the text needs a value for: those of placeholders without a default, each once.</summary>
    /// <exception cref="PlaceholderException">The text is malformed, whatever the values are.</exception>
    public static IReadOnlyList<string> NamesWithoutDefault(string text)
    {
        List<string> missing = [];
        Fill(text, new Dictionary<string, string>(), missing);
        return [.. missing.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>As <see cref="Fill(string, IReadOnlyDictionary{string, string})"/>, with the names that lack a value collected.</summary>
    internal static string Fill(string text, IReadOnlyDictionary<string, string> values, List<string> missing)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        return text.Length <= PlaceholderLimits.Characters
            ? new PlaceholderReader(text, values, missing).ReadAll()
            : throw new PlaceholderException($"A text with placeholders has {text.Length} characters; {PlaceholderLimits.Characters} are the limit.");
    }

    internal static PlaceholderException Missing(IEnumerable<string> names) => new(
        $"No value and no default for {string.Join(", ", names.Distinct(StringComparer.Ordinal).Select(name => $"${{{name}}}"))}: "
        + "give the parameter a value, or write a default as ${name:=default}.");

    /// <summary>Whether a character can be part of a placeholder's name.</summary>
    internal static bool IsNameCharacter(char character) => char.IsLetterOrDigit(character) || character is '_' or '-';

    /// <summary>Appends within the limit of the result.</summary>
    internal static void Append(StringBuilder result, string text)
    {
        if (result.Length + text.Length > PlaceholderLimits.Characters)
        {
            throw new PlaceholderException($"Filling in placeholders gives more than {PlaceholderLimits.Characters} characters.");
        }

        result.Append(text);
    }
}
