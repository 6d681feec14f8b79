using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Types;

/// <summary>
/// Brings an object of a built-in kind into the form in which it is stored: unknown fields are removed and told, empty ones dropped, times and
/// amounts are written in one way, and a value of another type ends it.
/// </summary>
internal sealed class TypeFit
{
    private readonly List<string> _unknown = [];

    /// <summary>Fits an object in place; the result holds the paths of the fields that were removed.</summary>
    /// <exception cref="JsonSyntaxException">A value has another type than its field; the message says which.</exception>
    public static IReadOnlyList<string> Apply(JsonObject value, BuiltInType type)
    {
        TypeFit fit = new();
        fit.Map(value, type, "", "", isRoot: true);
        return fit._unknown;
    }

    private static bool IsEmpty(JsonNode? value, FieldType kind) => kind switch
    {
        FieldType.Message => false,
        _ => value is null or JsonArray { Count: 0 } or JsonObject { Count: 0 }
            || value.Text() == "" || value.Number() == 0 || value.GetValueKind() == JsonValueKind.False,
    };

    private static JsonNode? Empty(ValueForm type) => type.Kind switch
    {
        FieldType.Text => "",
        FieldType.Boolean => false,
        FieldType.Int32 or FieldType.Int64 => 0,
        FieldType.Message => new JsonObject(),
        _ => null,
    };

    private static JsonSyntaxException Mismatch(JsonNode? value, ValueForm type, BuiltInType owner, string path)
    {
        string actual = value switch
        {
            JsonObject => "object",
            JsonArray => "array",
            _ => value!.GetValueKind() switch { JsonValueKind.String => "string", JsonValueKind.Number => "number", _ => "bool" },
        };
        return new JsonSyntaxException($"json: cannot unmarshal {actual} into Go struct field {owner.Shown}.{path} of type {type.Shown}");
    }

    /// <param name="map">The object.</param>
    /// <param name="type">Its type.</param>
    /// <param name="path">Its path as messages about unknown fields have it, with indexes.</param>
    /// <param name="names">Its path as messages about types have it, without them.</param>
    /// <param name="isRoot">Whether it is the whole object, with kind and version.</param>
    private void Map(JsonObject map, BuiltInType type, string path, string names, bool isRoot = false)
    {
        foreach ((string name, JsonNode? value) in map.ToList())
        {
            if (isRoot && name is "kind" or "apiVersion")
            {
                continue;
            }

            string at = path.Length == 0 ? name : $"{path}.{name}";
            if (type.Find(name) is not { } field)
            {
                map.Remove(name);
                _unknown.Add(at);
                continue;
            }

            JsonNode? fitted = value is null ? null : Value(value, field.Type, type, at, names.Length == 0 ? name : $"{names}.{name}");
            Keep(map, field, value, fitted);
        }

        Complete(map, type);
    }

    private static void Keep(JsonObject map, BuiltInField field, JsonNode? value, JsonNode? fitted)
    {
        if (fitted is null || (!field.IsAlways && !field.IsOptional && IsEmpty(fitted, field.Type.Kind)))
        {
            map.Remove(field.Name);
        }
        else if (!ReferenceEquals(fitted, value))
        {
            map[field.Name] = fitted;
        }
    }

    private void Complete(JsonObject map, BuiltInType type)
    {
        foreach (BuiltInField field in type.AllFields().Where(field => field is { IsAlways: true, IsOptional: false } && !map.ContainsKey(field.Name)))
        {
            JsonNode? empty = Empty(field.Type);
            map[field.Name] = empty is JsonObject ? Value(empty, field.Type, type, "", "") : empty;
        }
    }

    private JsonNode? Value(JsonNode value, ValueForm type, BuiltInType owner, string path, string names)
    {
        JsonSyntaxException Wrong() => Mismatch(value, type, owner, names);
        switch (type.Kind)
        {
            case FieldType.Message:
                Map(value as JsonObject ?? throw Wrong(), TypeCatalog.Get(type.Message), path, names);
                return value;
            case FieldType.List:
                return List(value as JsonArray ?? throw Wrong(), type.Inner!, owner, path, names);
            case FieldType.Map:
                return Entries(value as JsonObject ?? throw Wrong(), type.Inner!, owner, path, names);
            case FieldType.Quantity:
                return Quantities.Canonical(value.Number() is { } number ? $"{number}" : value.Text() ?? value.ToText());
            case FieldType.Text or FieldType.Time or FieldType.MicroTime or FieldType.Bytes:
                return Text(value.Text() ?? throw Wrong(), value, type.Kind);
            default:
                return IsPlain(value, type.Kind) ? value : throw Wrong();
        }
    }

    private static bool IsPlain(JsonNode value, FieldType kind) => kind switch
    {
        FieldType.Items => value is JsonArray items && items.All(item => item.Text() is not null),
        FieldType.Boolean => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        FieldType.Int32 or FieldType.Int64 => value.Number() is not null,
        FieldType.IntOrString => value.Number() is not null || value.Text() is not null,
        _ => true,
    };

    private static JsonNode? Text(string text, JsonNode value, FieldType kind) => kind switch
    {
        FieldType.Time => GoTimes.Time(text),
        FieldType.MicroTime => GoTimes.MicroTime(text),
        FieldType.Bytes => CheckBase64(text) ?? value,
        _ => value,
    };

    private static JsonNode? CheckBase64(string text)
    {
        if (Convert.TryFromBase64String(text, new byte[(text.Length * 3 / 4) + 3], out _))
        {
            return null;
        }

        int at = 0;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '+' or '/'))
        {
            at++;
        }

        throw new JsonSyntaxException($"illegal base64 data at input byte {at}");
    }

    private JsonArray List(JsonArray list, ValueForm inner, BuiltInType owner, string path, string names)
    {
        for (int i = 0; i < list.Count; i++)
        {
            JsonNode? entry = list[i] ?? Empty(inner);
            JsonNode? fitted = entry is null ? null : Value(entry, inner, owner, $"{path}[{i}]", names);
            if (!ReferenceEquals(fitted, list[i]))
            {
                list[i] = fitted;
            }
        }

        return list;
    }

    private JsonObject Entries(JsonObject map, ValueForm inner, BuiltInType owner, string path, string names)
    {
        foreach ((string key, JsonNode? value) in map.ToList())
        {
            JsonNode? fitted = value is null ? Empty(inner) ?? "" : Value(value, inner, owner, $"{path}.{key}", names);
            if (!ReferenceEquals(fitted, value))
            {
                map[key] = fitted;
            }
        }

        return map;
    }
}
