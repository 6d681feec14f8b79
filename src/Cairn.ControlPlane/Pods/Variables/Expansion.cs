using System.Text;

namespace Cairn.ControlPlane.Pods.Variables;

/// <summary>Replaces <c>$(NAME)</c> in texts by variables. <c>$$(NAME)</c> stands for <c>$(NAME)</c>, and unknown names stay as they are.</summary>
internal static class Expansion
{
    /// <summary>The text with its variables.</summary>
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        StringBuilder result = new();
        for (int at = 0; at < text.Length; at++)
        {
            char next = at + 1 < text.Length ? text[at + 1] : '\0';
            int end = next == '(' ? text.IndexOf(')', at) : -1;
            if (text[at] != '$' || (next != '$' && end < 0))
            {
                result.Append(text[at]);
            }
            else if (next == '$')
            {
                result.Append('$');
                at++;
            }
            else
            {
                string name = text[(at + 2)..end];
                result.Append(variables.TryGetValue(name, out string? value) ? value : text[at..(end + 1)]);
                at = end;
            }
        }

        return result.ToString();
    }
}
