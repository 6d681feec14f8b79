using System.Text;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Lists;

/// <summary>Reads label selectors, such as <c>app=pg,env in (prod,test),!old</c>, and holds objects against them.</summary>
internal sealed class LabelSelector
{
    private readonly List<Func<IReadOnlyDictionary<string, string>, bool>> _requirements = [];
    private readonly List<string> _words;
    private int _at;

    private LabelSelector(string text) => _words = Split(text);

    private string Word => _at < _words.Count ? _words[_at] : "";

    /// <summary>Reads a selector.</summary>
    /// <exception cref="ApiException">It is none.</exception>
    public static LabelSelector Read(string text)
    {
        LabelSelector selector = new(text);
        while (selector._at < selector._words.Count)
        {
            selector._requirements.Add(selector.Requirement());
            if (selector.Word.Length == 0)
            {
                break;
            }

            selector.Take(",", $"found '{selector.Word}', expected: ',' or 'end of string'");
            if (!IsIdentifier(selector.Word) && selector.Word != "!")
            {
                throw ApiErrors.BadRequest($"found '{selector.Word}', expected: identifier after ','");
            }
        }

        return selector;
    }

    /// <summary>Whether labels meet all requirements.</summary>
    public bool Chooses(IReadOnlyDictionary<string, string> labels) => _requirements.TrueForAll(requirement => requirement(labels));

    private Func<IReadOnlyDictionary<string, string>, bool> Requirement()
    {
        bool isNegated = Word == "!";
        _at += isNegated ? 1 : 0;
        string key = Word;
        if (!IsIdentifier(key))
        {
            throw ApiErrors.BadRequest($"found '{key}', expected: !, identifier, or 'end of string'");
        }

        Check(NameRules.QualifiedName(key), $"key: Invalid value: {FieldError.Quote(key)}");
        _at++;
        if (isNegated)
        {
            return labels => !labels.ContainsKey(key);
        }

        string kind = Word;
        switch (kind)
        {
            case "" or ",":
                return labels => labels.ContainsKey(key);
            case "=" or "==":
                string wanted = Value(key);
                return labels => labels.TryGetValue(key, out string? value) && value == wanted;
            case "!=":
                string unwanted = Value(key);
                return labels => !labels.TryGetValue(key, out string? value) || value != unwanted;
            case ">" or "<":
                return Comparison(key, kind == ">");
            case "in":
                HashSet<string> any = Values(key);
                return labels => labels.TryGetValue(key, out string? value) && any.Contains(value);
            case "notin":
                HashSet<string> none = Values(key);
                return labels => !labels.TryGetValue(key, out string? value) || !none.Contains(value);
            default:
                throw Unparsable($"found '{kind}', expected: in, notin, =, ==, !=, gt, lt");
        }
    }

    private string Value(string key)
    {
        _at++;
        string value = "";
        if (IsIdentifier(Word))
        {
            value = Word;
            _at++;
        }

        Check(NameRules.LabelValue(value), $"values[0][{key}]: Invalid value: {FieldError.Quote(value)}");
        return value;
    }

    private Func<IReadOnlyDictionary<string, string>, bool> Comparison(string key, bool isGreater)
    {
        string text = Value(key);
        return long.TryParse(text, out long limit)
            ? labels => labels.TryGetValue(key, out string? value) && long.TryParse(value, out long number) && (isGreater ? number > limit : number < limit)
            : throw Unparsable($"values[0][{key}]: Invalid value: {FieldError.Quote(text)}: for 'Gt', 'Lt' operators, the value must be an integer");
    }

    private HashSet<string> Values(string key)
    {
        _at++;
        if (Word != "(")
        {
            throw Unparsable($"found '{Word}' expected: '('");
        }

        _at++;
        HashSet<string> values = [];
        while (true)
        {
            string value = IsIdentifier(Word) ? Word : "";
            _at += value.Length > 0 ? 1 : 0;
            Check(NameRules.LabelValue(value), $"values[{values.Count}][{key}]: Invalid value: {FieldError.Quote(value)}");
            values.Add(value);
            if (Word == ")")
            {
                _at++;
                return values;
            }

            if (Word != ",")
            {
                throw Unparsable($"found '{Word}', expected: ',' or ')'");
            }

            _at++;
        }
    }

    private void Take(string word, string problem)
    {
        if (Word != word)
        {
            throw ApiErrors.BadRequest(problem);
        }

        _at++;
    }

    private static void Check(IEnumerable<string> problems, string subject)
    {
        if (problems.FirstOrDefault() is { } problem)
        {
            throw Unparsable($"{subject}: {problem}");
        }
    }

    private static ApiException Unparsable(string problem) => ApiErrors.BadRequest($"unable to parse requirement: {problem}");

    private static bool IsIdentifier(string word) => word.Length > 0 && !"=!<>(),".Contains(word[0]);

    private static List<string> Split(string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        for (int i = 0; i < text.Length; i++)
        {
            char next = text[i];
            bool isSymbol = "=!<>(),".Contains(next);
            if ((isSymbol || char.IsWhiteSpace(next)) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (isSymbol)
            {
                bool isDouble = next is '=' or '!' && i + 1 < text.Length && text[i + 1] == '=';
                words.Add(isDouble ? $"{next}=" : next.ToString());
                i += isDouble ? 1 : 0;
            }
            else if (!char.IsWhiteSpace(next))
            {
                word.Append(next);
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
