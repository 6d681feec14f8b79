using System.Text;

namespace Cairn.ControlPlane.Rules;

/// <summary>The words and signs of an expression, one after the other.</summary>
internal sealed class RuleTokens
{
    private static readonly string[] Signs =
        ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "?", ":", "(", ")", "[", "]", ".", ",", "+", "-", "*", "/", "%"];

    private readonly List<(RuleTokenType Type, string Text)> _tokens = [];
    private int _at;

    /// <summary>Reads an expression.</summary>
    /// <exception cref="RuleException">It has a sign that is not known.</exception>
    public RuleTokens(string source)
    {
        int at = 0;
        while (at < source.Length)
        {
            at = char.IsWhiteSpace(source[at]) ? at + 1
                : source[at] is '\'' or '"' ? Text(source, at)
                : char.IsAsciiLetterOrDigit(source[at]) || source[at] == '_' ? Word(source, at)
                : Sign(source, at);
        }
    }

    /// <summary>Whether nothing is left.</summary>
    public bool IsEnd => _at == _tokens.Count;

    /// <summary>Takes a sign or word if it is the next.</summary>
    public bool Take(string text)
    {
        bool isNext = _at < _tokens.Count && _tokens[_at].Text == text && _tokens[_at].Type != RuleTokenType.Text;
        _at += isNext ? 1 : 0;
        return isNext;
    }

    /// <summary>Takes what has to be the next.</summary>
    public void Expect(string text)
    {
        if (!Take(text))
        {
            throw new RuleException($"expected '{text}'{(IsEnd ? " at the end" : $", found '{_tokens[_at].Text}'")}");
        }
    }

    /// <summary>Takes the next token of a type, or gives null.</summary>
    public string? Take(RuleTokenType type) => _at < _tokens.Count && _tokens[_at].Type == type ? _tokens[_at++].Text : null;

    /// <summary>The name that has to be next.</summary>
    public string Name() => Take(RuleTokenType.Name) ?? throw new RuleException("expected a name");

    private int Word(string source, int start)
    {
        bool isNumber = char.IsAsciiDigit(source[start]);
        int end = start;
        while (end < source.Length && (isNumber ? IsInNumber(source, end) : char.IsAsciiLetterOrDigit(source[end]) || source[end] == '_'))
        {
            end++;
        }

        _tokens.Add((isNumber ? RuleTokenType.Number : RuleTokenType.Name, source[start..end]));
        return end;
    }

    private static bool IsInNumber(string source, int at) => char.IsAsciiDigit(source[at])
        || (source[at] == '.' && at + 1 < source.Length && char.IsAsciiDigit(source[at + 1]));

    private int Sign(string source, int start)
    {
        string sign = Array.Find(Signs, sign => string.CompareOrdinal(source, start, sign, 0, sign.Length) == 0)
            ?? throw new RuleException($"unexpected character '{source[start]}' at {start}");
        _tokens.Add((RuleTokenType.Sign, sign));
        return start + sign.Length;
    }

    private int Text(string source, int start)
    {
        StringBuilder text = new();
        for (int at = start + 1; at < source.Length; at++)
        {
            if (source[at] == source[start])
            {
                _tokens.Add((RuleTokenType.Text, text.ToString()));
                return at + 1;
            }

            if (source[at] == '\\' && at + 1 < source.Length)
            {
                at++;
                text.Append(source[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
            }
            else
            {
                text.Append(source[at]);
            }
        }

        throw new RuleException("a text has no end");
    }
}
