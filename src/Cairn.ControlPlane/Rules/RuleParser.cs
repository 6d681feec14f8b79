using System.Globalization;
using System.Text.Json.Nodes;

namespace Cairn.ControlPlane.Rules;

/// <summary>
/// Reads the part of the Common Expression Language that rules of CRDs commonly use: fields, comparisons, logic, arithmetic, lists, texts,
/// <c>has</c>, <c>size</c> and the macros over lists. Anything else is refused when the CRD is created, never passed over.
/// </summary>
internal sealed class RuleParser
{
    private const int MaxDepth = 64;

    private static readonly string[] Comparisons = ["==", "!=", "<=", ">=", "<", ">", "in"];

    private readonly RuleTokens _tokens;
    private readonly HashSet<string> _names;
    private int _depth;

    private RuleParser(string source, IEnumerable<string> names)
    {
        _tokens = new RuleTokens(source);
        _names = [.. names];
    }

    /// <summary>The names that the expression uses.</summary>
    private HashSet<string> Used { get; } = [];

    /// <summary>Reads an expression.</summary>
    /// <param name="source">The expression.</param>
    /// <param name="used">The names that it uses.</param>
    /// <param name="names">The names that there are.</param>
    /// <exception cref="RuleException">It is broken, or uses what is not supported.</exception>
    public static Func<RuleScope, object?> Read(string source, out IReadOnlySet<string> used, params IEnumerable<string> names)
    {
        RuleParser parser = new(source, names);
        Func<RuleScope, object?> expression = parser.Choice();
        if (!parser._tokens.IsEnd)
        {
            throw new RuleException("the expression does not end where it could");
        }

        used = parser.Used;
        return expression;
    }

    private Func<RuleScope, object?> Choice()
    {
        if (++_depth > MaxDepth)
        {
            throw new RuleException("the expression is too deep");
        }

        Func<RuleScope, object?> condition = Any();
        if (_tokens.Take("?"))
        {
            Func<RuleScope, object?> yes = Any();
            _tokens.Expect(":");
            Func<RuleScope, object?> no = Choice();
            Func<RuleScope, object?> chosen = condition;
            condition = scope => RuleValues.IsTrue(chosen(scope)) ? yes(scope) : no(scope);
        }

        _depth--;
        return condition;
    }

    private Func<RuleScope, object?> Any()
    {
        Func<RuleScope, object?> left = All();
        while (_tokens.Take("||"))
        {
            (Func<RuleScope, object?> first, Func<RuleScope, object?> second) = (left, All());
            left = scope => Either(scope, first, second, decisive: true);
        }

        return left;
    }

    private Func<RuleScope, object?> All()
    {
        Func<RuleScope, object?> left = Comparison();
        while (_tokens.Take("&&"))
        {
            (Func<RuleScope, object?> first, Func<RuleScope, object?> second) = (left, Comparison());
            left = scope => Either(scope, first, second, decisive: false);
        }

        return left;
    }

    /// <summary>Both sides of a logical sign: one that fails does not matter where the other decides.</summary>
    private static bool Either(RuleScope scope, Func<RuleScope, object?> first, Func<RuleScope, object?> second, bool decisive)
    {
        try
        {
            return RuleValues.IsTrue(first(scope)) == decisive ? decisive : RuleValues.IsTrue(second(scope));
        }
        catch (RuleException)
        {
            if (RuleValues.IsTrue(second(scope)) == decisive)
            {
                return decisive;
            }

            throw;
        }
    }

    private Func<RuleScope, object?> Comparison()
    {
        Func<RuleScope, object?> left = Sum();
        while (Array.Find(Comparisons, _tokens.Take) is { } sign)
        {
            (Func<RuleScope, object?> first, Func<RuleScope, object?> second) = (left, Sum());
            left = scope => Compare(sign, first(scope), second(scope));
        }

        return left;
    }

    private static bool Compare(string sign, object? left, object? right) => sign switch
    {
        "==" => RuleValues.AreEqual(left, right),
        "!=" => !RuleValues.AreEqual(left, right),
        "in" => RuleValues.Entries(right).Any(entry => RuleValues.AreEqual(entry, left)),
        "<" => RuleValues.Compare(left, right) < 0,
        "<=" => RuleValues.Compare(left, right) <= 0,
        ">" => RuleValues.Compare(left, right) > 0,
        _ => RuleValues.Compare(left, right) >= 0,
    };

    private Func<RuleScope, object?> Sum() => Chain(Product, "+", "-");

    private Func<RuleScope, object?> Product() => Chain(Unary, "*", "/", "%");

    private Func<RuleScope, object?> Chain(Func<Func<RuleScope, object?>> part, params string[] signs)
    {
        Func<RuleScope, object?> left = part();
        while (Array.Find(signs, _tokens.Take) is { } sign)
        {
            (Func<RuleScope, object?> first, Func<RuleScope, object?> second) = (left, part());
            left = scope => RuleValues.Calculate(sign, first(scope), second(scope));
        }

        return left;
    }

    private Func<RuleScope, object?> Unary()
    {
        if (++_depth > MaxDepth)
        {
            throw new RuleException("the expression is too deep");
        }

        Func<RuleScope, object?> value;
        if (_tokens.Take("!"))
        {
            Func<RuleScope, object?> negated = Unary();
            value = scope => !RuleValues.IsTrue(negated(scope));
        }
        else if (_tokens.Take("-"))
        {
            Func<RuleScope, object?> negated = Unary();
            value = scope => RuleValues.Calculate("-", 0L, negated(scope));
        }
        else
        {
            value = Members(Primary());
        }

        _depth--;
        return value;
    }

    private Func<RuleScope, object?> Members(Func<RuleScope, object?> value)
    {
        while (true)
        {
            Func<RuleScope, object?> owner = value;
            if (_tokens.Take("["))
            {
                Func<RuleScope, object?> key = Choice();
                _tokens.Expect("]");
                value = scope => RuleValues.Entry(owner(scope), key(scope));
            }
            else if (_tokens.Take("."))
            {
                string name = _tokens.Name();
                value = _tokens.Take("(") ? Method(owner, name) : scope => RuleValues.Field(owner(scope), name);
            }
            else
            {
                return value;
            }
        }
    }

    private Func<RuleScope, object?> Method(Func<RuleScope, object?> owner, string name)
    {
        if (RuleMethods.IsMacro(name))
        {
            string item = _tokens.Name();
            _tokens.Expect(",");
            bool isNew = _names.Add(item);
            Func<RuleScope, object?> body = Choice();
            _tokens.Expect(")");
            if (isNew)
            {
                _names.Remove(item);
            }

            return scope => RuleMethods.Macro(name, RuleValues.Entries(owner(scope)), entry => body(scope.With(item, entry)));
        }

        List<Func<RuleScope, object?>> arguments = Arguments(")");
        if (!RuleMethods.IsKnown(name, arguments.Count))
        {
            throw new RuleException($"undeclared reference to '{name}'");
        }

        return scope => RuleMethods.Call(name, owner(scope), [.. arguments.Select(argument => argument(scope))]);
    }

    private List<Func<RuleScope, object?>> Arguments(string end)
    {
        List<Func<RuleScope, object?>> arguments = [];
        while (!_tokens.Take(end))
        {
            if (arguments.Count > 0)
            {
                _tokens.Expect(",");
            }

            arguments.Add(Choice());
        }

        return arguments;
    }

    private Func<RuleScope, object?> Primary()
    {
        if (_tokens.Take("("))
        {
            Func<RuleScope, object?> inner = Choice();
            _tokens.Expect(")");
            return inner;
        }

        if (_tokens.Take("["))
        {
            List<Func<RuleScope, object?>> entries = Arguments("]");
            return scope => entries.Select(entry => entry(scope)).ToArray();
        }

        if (_tokens.Take(RuleTokenType.Text) is { } text)
        {
            return _ => text;
        }

        if (_tokens.Take(RuleTokenType.Number) is { } number)
        {
            object value = long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long whole) ? (object)whole
                : double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
            return _ => value;
        }

        return Word(_tokens.Take(RuleTokenType.Name) ?? throw new RuleException("a value is missing"));
    }

    private Func<RuleScope, object?> Word(string name)
    {
        switch (name)
        {
            case "true":
                return _ => true;
            case "false":
                return _ => false;
            case "null":
                return _ => null;
            case "has" when _tokens.Take("("):
                return Has();
            case "size" or "duration" or "string" or "int" when _tokens.Take("("):
                List<Func<RuleScope, object?>> arguments = Arguments(")");
                return arguments.Count == 1 ? scope => RuleMethods.Convert(name, arguments[0](scope))
                    : throw new RuleException($"{name} takes one argument");
            default:
                Used.Add(name);
                return _names.Contains(name) ? scope => scope.Find(name) : throw new RuleException($"undeclared reference to '{name}'");
        }
    }

    private Func<RuleScope, object?> Has()
    {
        Func<RuleScope, object?> owner = Word(_tokens.Name());
        _tokens.Expect(".");
        string name = _tokens.Name();
        while (_tokens.Take("."))
        {
            (Func<RuleScope, object?> parent, string step) = (owner, name);
            owner = scope => RuleValues.Field(parent(scope), step);
            name = _tokens.Name();
        }

        _tokens.Expect(")");
        (Func<RuleScope, object?> last, string field) = (owner, name);
        return scope => last(scope) is JsonObject map && map.ContainsKey(field);
    }
}
