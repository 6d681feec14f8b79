using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Kinds;

/// <summary>What Secrets and ConfigMaps have in common: maps of named data that can be sealed.</summary>
internal static partial class DataKeys
{
    private const string KeySentence = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' "
        + "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    /// <summary>Replaces null by an empty text, and drops the map when it is empty.</summary>
    public static void Normalize(JsonObject value, string name)
    {
        if (value[name] is not JsonObject { Count: > 0 } map)
        {
            value.Remove(name);
            return;
        }

        foreach (string key in map.Where(entry => entry.Value is null).Select(entry => entry.Key).ToList())
        {
            map[key] = "";
        }
    }

    /// <summary>What is wrong with the names of the data.</summary>
    public static IEnumerable<FieldError> Validate(JsonObject value, string name)
    {
        foreach ((string key, JsonNode? _) in value[name] as JsonObject ?? [])
        {
            if (key.Length > 253)
            {
                yield return FieldError.Invalid($"{name}[{key}]", FieldError.Quote(key), "must be no more than 253 characters");
            }
            else if (!Shape().IsMatch(key))
            {
                yield return FieldError.Invalid($"{name}[{key}]", FieldError.Quote(key), KeySentence);
            }
        }
    }

    /// <summary>What changed in an object that is sealed by <c>immutable</c>.</summary>
    public static IEnumerable<FieldError> Sealed(JsonObject value, JsonObject? old, params IEnumerable<string> fields)
    {
        if (!old.IsTrue("immutable"))
        {
            yield break;
        }

        if (!value.IsTrue("immutable"))
        {
            yield return FieldError.Forbidden("immutable", "field is immutable when `immutable` is set");
        }

        foreach (string field in fields.Where(field => !JsonNode.DeepEquals(value[field], old![field])))
        {
            yield return FieldError.Forbidden(field, "field is immutable when `immutable` is set");
        }
    }

    [GeneratedRegex(@"^[-._a-zA-Z0-9]+\z")]
    private static partial Regex Shape();
}
