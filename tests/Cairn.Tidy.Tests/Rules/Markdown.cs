using System.Text.RegularExpressions;

namespace Cairn.Tidy.Tests.Rules;

/// <summary>One title a page, and links that lead somewhere.</summary>
internal static partial class Markdown
{
    /// <summary>Problems of one page. <paramref name="exists"/> is asked for paths relative to the checkout.</summary>
    public static IEnumerable<string> Check(CheckoutFile file, Func<string, bool> exists)
    {
        (int Number, string Text)[] lines = [.. OutsideOfCode(file.Lines)];
        int titles = lines.Count(line => line.Text.StartsWith("# ", StringComparison.Ordinal));
        if (titles != 1)
        {
            yield return $"{file.Path}: has {titles} titles ('# …'); give it exactly one.";
        }

        foreach ((int number, string text) in lines)
        {
            foreach (Match link in Link().Matches(text))
            {
                string target = link.Groups["target"].Value;
                if (!Resolves(file.Path, target, exists))
                {
                    yield return $"{file.Path}({number}): the link to {target} leads nowhere; correct it or add the file.";
                }
            }
        }
    }

    private static bool Resolves(string page, string target, Func<string, bool> exists)
    {
        string path = Uri.UnescapeDataString(target.Split('#')[0]);
        if (path.Length == 0 || path.Contains("://", StringComparison.Ordinal) || path.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return true;
        }

        string folder = Path.GetDirectoryName(page) ?? "";
        return !path.StartsWith('/') && exists(Path.Combine(folder, path));
    }

    private static IEnumerable<(int Number, string Text)> OutsideOfCode(string[] lines)
    {
        bool code = false;
        foreach ((int index, string line) in lines.Index())
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                code = !code;
            }
            else if (!code)
            {
                yield return (index + 1, InlineCode().Replace(line, ""));
            }
        }
    }

    [GeneratedRegex(@"\[[^\]]*\]\(\s*<?(?<target>[^)\s>]+)>?[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();
}
