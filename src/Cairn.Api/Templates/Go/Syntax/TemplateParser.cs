using Cairn.Api.Templates.Go.Functions;

namespace Cairn.Api.Templates.Go.Syntax;

/// <summary>Builds the tree of a template from its tokens.</summary>
internal sealed class TemplateParser(TemplateSource source, List<TemplateToken> tokens)
{
    private const int MaxDepth = 100;

    private static readonly string[] Keywords = ["if", "else", "end", "range", "with", "break", "continue", "define", "template", "block"];

    private readonly List<string> _variables = ["$"];
    private int _position;
    private int _depth;
    private int _loops;

    private TemplateToken Current => tokens[_position];

    public IReadOnlyList<TemplateNode> ParseAll()
    {
        List<TemplateNode> nodes = ParseList();
        return Current.Kind == TemplateTokenKind.End ? nodes
            : throw source.Problem(Current.Offset, $"'{{{{{tokens[_position + 1].Text}}}}}' belongs to no if, range or with");
    }

    /// <summary>Parses up to the end, or to an <c>else</c> or <c>end</c>, which is left to the caller.</summary>
    private List<TemplateNode> ParseList()
    {
        Enter();
        List<TemplateNode> nodes = [];
        while (Current.Kind != TemplateTokenKind.End && !IsKeyword(1, "else") && !IsKeyword(1, "end"))
        {
            TemplateToken token = tokens[_position++];
            nodes.Add(token.Kind == TemplateTokenKind.Text ? new TemplateNode.Text(token.Offset, token.Text) : ParseAction(token.Offset));
        }

        _depth--;
        return nodes;
    }

    private TemplateNode ParseAction(int offset)
    {
        string? keyword = Current.Kind == TemplateTokenKind.Name && Keywords.Contains(Current.Text) ? Current.Text : null;
        switch (keyword)
        {
            case null:
                TemplateNode.Pipeline pipeline = ParsePipeline("action");
                ExpectClose();
                return new TemplateNode.Action(offset, pipeline);
            case "if" or "with" or "range":
                _position++;
                return ParseControl(offset, keyword);
            case "break" or "continue":
                _position++;
                ExpectClose();
                return _loops == 0 ? throw source.Problem(offset, $"{keyword} outside of range")
                    : keyword == "break" ? new TemplateNode.Break(offset) : new TemplateNode.Continue(offset);
            default:
                throw source.Problem(Current.Offset, $"'{keyword}' is not supported: named templates have no use in a hook; write the text where it is needed");
        }
    }

    private TemplateNode ParseControl(int offset, string keyword)
    {
        int known = _variables.Count;
        TemplateNode.Pipeline pipeline = ParsePipeline(keyword);
        ExpectClose();
        int declared = _variables.Count;
        _loops += keyword == "range" ? 1 : 0;
        List<TemplateNode> body = ParseList();
        _loops -= keyword == "range" ? 1 : 0;
        _variables.RemoveRange(declared, _variables.Count - declared);
        List<TemplateNode> otherwise = ParseElse(offset, keyword);
        _variables.RemoveRange(known, _variables.Count - known);
        return keyword switch
        {
            "if" => new TemplateNode.If(offset, pipeline, body, otherwise),
            "with" => new TemplateNode.With(offset, pipeline, body, otherwise),
            _ => new TemplateNode.Range(offset, pipeline, body, otherwise),
        };
    }

    /// <summary>Parses from <c>else</c> or <c>end</c> to after the <c>end</c>.</summary>
    private List<TemplateNode> ParseElse(int offset, string keyword)
    {
        if (Current.Kind == TemplateTokenKind.End)
        {
            throw source.Problem(offset, $"'{keyword}' is not closed by {{{{end}}}}");
        }

        List<TemplateNode> otherwise = [];
        if (IsKeyword(1, "else"))
        {
            TemplateToken open = Current;
            _position += 2;
            if (keyword != "range" && Current is { Kind: TemplateTokenKind.Name, Text: "if" or "with" } next && next.Text == keyword)
            {
                // An 'else if' is an if within the else, and shares its end.
                _position++;
                Enter();
                otherwise.Add(ParseControl(open.Offset, keyword));
                _depth--;
                return otherwise;
            }

            ExpectClose();
            otherwise = ParseList();
            if (!IsKeyword(1, "end"))
            {
                throw source.Problem(
                    Current.Kind == TemplateTokenKind.End ? offset : Current.Offset, $"after {{{{else}}}} of '{keyword}', {{{{end}}}} is expected");
            }
        }

        _position += 2;
        ExpectClose();
        return otherwise;
    }

    private TemplateNode.Pipeline ParsePipeline(string context)
    {
        Enter();
        int offset = Current.Offset;
        (List<string> names, bool isAssignment) = ParseDeclaration(context);
        List<TemplateNode.Command> commands = [ParseCommand(context)];
        while (AcceptSign("|"))
        {
            TemplateNode.Command command = ParseCommand(context);
            if (command.Operands[0] is TemplateNode.Constant or TemplateNode.Dot or TemplateNode.Pipeline)
            {
                throw source.Problem(command.Offset, "what a value is piped into must be a function");
            }

            commands.Add(command);
        }

        // Known from here on: a variable's own declaration cannot use it.
        _variables.AddRange(isAssignment ? [] : names);
        _depth--;
        return new(offset, names, isAssignment, commands);
    }

    private (List<string> Names, bool IsAssignment) ParseDeclaration(string context)
    {
        List<string> names = [];
        int start = _position;
        if (Current.Kind != TemplateTokenKind.Variable)
        {
            return (names, false);
        }

        names.Add(tokens[_position++].Text);
        if (context == "range" && AcceptSign(",") && Current.Kind == TemplateTokenKind.Variable)
        {
            names.Add(tokens[_position++].Text);
        }

        bool isDeclaration = AcceptSign(":=");
        if (!isDeclaration && !AcceptSign("="))
        {
            _position = start;
            return ([], false);
        }

        if (!isDeclaration && names.Find(name => !_variables.Contains(name)) is { } unknown)
        {
            throw source.Problem(tokens[start].Offset, $"the variable {unknown} is not declared; that is done with :=");
        }

        return (names, !isDeclaration);
    }

    private TemplateNode.Command ParseCommand(string context)
    {
        int offset = Current.Offset;
        List<TemplateNode> operands = [];
        while (ParseOperand() is { } operand)
        {
            if (operands.Count > 0 && !tokens[_position - 1].HasSpaceBefore && operand is TemplateNode.Constant)
            {
                throw source.Problem(operand.Offset, "a blank is missing between two operands");
            }

            operands.Add(operand);
        }

        if (operands is [TemplateNode.Constant or TemplateNode.Dot or TemplateNode.Pipeline, _, ..])
        {
            throw source.Problem(operands[1].Offset, "arguments can be given to a function only");
        }

        return operands.Count > 0 ? new(offset, operands)
            : throw source.Problem(offset, Current.Kind == TemplateTokenKind.Close
                ? $"a value is missing for the {(context == "action" ? "action" : $"'{context}'")}"
                : $"'{Current.Text}' is not expected here");
    }

    private TemplateNode? ParseOperand()
    {
        TemplateNode? operand = ParseTerm();
        if (operand is null)
        {
            return null;
        }

        List<string> names = [];
        int offset = Current.Offset;
        while (Current is { Kind: TemplateTokenKind.Field, HasSpaceBefore: false })
        {
            names.Add(tokens[_position++].Text);
        }

        return names.Count == 0 ? operand
            : operand is TemplateNode.Constant ? throw source.Problem(offset, "a constant has no fields")
            : operand is TemplateNode.Fields inner ? inner with { Names = [.. inner.Names, .. names] }
            : new TemplateNode.Fields(operand.Offset, operand, names);
    }

    private TemplateNode? ParseTerm()
    {
        TemplateToken token = Current;
        switch (token.Kind)
        {
            case TemplateTokenKind.Constant:
                _position++;
                return new TemplateNode.Constant(token.Offset, token.Value);
            case TemplateTokenKind.Dot:
                _position++;
                return new TemplateNode.Dot(token.Offset);
            case TemplateTokenKind.Field:
                _position++;
                return new TemplateNode.Fields(token.Offset, new TemplateNode.Dot(token.Offset), [token.Text]);
            case TemplateTokenKind.Variable:
                _position++;
                return _variables.Contains(token.Text) ? new TemplateNode.Variable(token.Offset, token.Text)
                    : throw source.Problem(token.Offset, $"the variable {token.Text} is not known here");
            case TemplateTokenKind.Name:
                _position++;
                return ParseName(token);
            case TemplateTokenKind.Sign when token.Text == "(":
                _position++;
                TemplateNode.Pipeline pipeline = ParsePipeline("parenthesis");
                return AcceptSign(")") ? pipeline : throw source.Problem(token.Offset, "the parenthesis is not closed");
            default:
                return null;
        }
    }

    private TemplateNode ParseName(TemplateToken token) => token.Text switch
    {
        "true" => new TemplateNode.Constant(token.Offset, true),
        "false" => new TemplateNode.Constant(token.Offset, false),
        "nil" => new TemplateNode.Constant(token.Offset, null),
        _ when FunctionTable.Find(token.Text) is not null => new TemplateNode.Function(token.Offset, token.Text),
        _ => throw source.Problem(token.Offset, FunctionTable.WhyNot(token.Text)),
    };

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw source.Problem(Current.Offset, $"more than {MaxDepth} levels are nested");
        }
    }

    private void ExpectClose()
    {
        if (Current.Kind != TemplateTokenKind.Close)
        {
            throw source.Problem(Current.Offset, $"'{Current.Text}' is not expected here; the action should end with '}}}}'");
        }

        _position++;
    }

    private bool AcceptSign(string sign)
    {
        bool isThere = Current.Kind == TemplateTokenKind.Sign && Current.Text == sign;
        _position += isThere ? 1 : 0;
        return isThere;
    }

    private bool IsKeyword(int ahead, string keyword) =>
        Current.Kind == TemplateTokenKind.Open && tokens[_position + ahead] is { Kind: TemplateTokenKind.Name } token && token.Text == keyword;
}
