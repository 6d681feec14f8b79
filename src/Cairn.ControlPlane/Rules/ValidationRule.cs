using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Rules;

/// <summary>One rule of a CRD (<c>x-kubernetes-validations</c>), read once.</summary>
internal sealed class ValidationRule
{
    private const string Self = "self";
    private const string OldSelf = "oldSelf";

    private readonly Func<RuleScope, object?> _rule;
    private readonly Func<RuleScope, object?>? _text;
    private readonly JsonNode? _source;
    private readonly bool _isTransition;
    private readonly bool _isOptional;

    /// <summary>Reads a rule.</summary>
    /// <exception cref="RuleException">It is broken, or uses what is not supported.</exception>
    public ValidationRule(JsonNode? source)
    {
        _source = source;
        _rule = RuleParser.Read(source.Text("rule") ?? "", out IReadOnlySet<string> used, Self, OldSelf);
        _isTransition = used.Contains(OldSelf);
        _isOptional = source.IsTrue("optionalOldSelf");
        _text = source.Text("messageExpression") is { Length: > 0 } expression ? RuleParser.Read(expression, out _, Self, OldSelf) : null;
    }

    /// <summary>What is wrong with a value by this rule, or null.</summary>
    /// <param name="value">The value.</param>
    /// <param name="old">The value before; null when there was none.</param>
    /// <param name="path">Its path.</param>
    /// <param name="format">Its format.</param>
    public FieldError? Check(JsonNode? value, JsonNode? old, string path, string format)
    {
        if (_isTransition && old is null && !_isOptional)
        {
            return null;
        }

        object? before = _isOptional ? new RuleOptional(old is not null, Value(old, format)) : Value(old, format);
        RuleScope scope = new(new Dictionary<string, object?> { [Self] = Value(value, format), [OldSelf] = before });
        try
        {
            return RuleValues.IsTrue(_rule(scope)) ? null : Error(value, scope, path);
        }
        catch (RuleException error)
        {
            return FieldError.Invalid(Place(path), Shown(value), $"rule evaluation error: {error.Message}");
        }
    }

    private static object? Value(JsonNode? node, string format) =>
        format == "duration" && node.Text() is { } text ? RuleValues.Duration(text) : RuleValues.Of(node);

    private static string Shown(JsonNode? value) => value is JsonValue ? value.ToText() : "";

    private string Place(string path)
    {
        string field = _source.Text("fieldPath") ?? "";
        string place = path.Length == 0 ? field.TrimStart('.') : path + field;
        return place.Length == 0 ? "<nil>" : place;
    }

    private FieldError Error(JsonNode? value, RuleScope scope, string path)
    {
        string message = _text is not null && Text(scope) is { Length: > 0 } text ? text
            : _source.Text("message") is { Length: > 0 } given ? given : $"failed rule: {_source.Text("rule")}";
        string place = Place(path);
        string shown = _source.Text("fieldPath") is null && value is JsonValue ? $"{Shown(value)}: " : "";
        return _source.Text("reason") switch
        {
            "FieldValueForbidden" => FieldError.Forbidden(place, message),
            "FieldValueRequired" => FieldError.Required(place, message),
            "FieldValueDuplicate" => FieldError.Duplicate(place, $"{shown}{message}"),
            _ => new FieldError(place, "FieldValueInvalid", $"Invalid value: {shown}{message}"),
        };
    }

    private string? Text(RuleScope scope)
    {
        try
        {
            return _text!(scope) as string;
        }
        catch (RuleException)
        {
            return null; // The plain message is shown then.
        }
    }
}
