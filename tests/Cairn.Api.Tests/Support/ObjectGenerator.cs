using System.Text.Json.Nodes;
using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.Tests.Support;

/// <summary>
/// Makes objects of a kind from its schema: every field that the schema names comes up, with values that are hard to carry. The budget
/// keeps an object small; which fields it is spent on is left to chance.
/// </summary>
internal sealed class ObjectGenerator(Random random)
{
    private static readonly string[] Texts =
    [
        "a", "", " ", "yes", "null", "~", "0644", "1e3", "1.0", "2026-01-31", "true", "- x", "a: b", "a #b", "#", "'", "\"", "\\", "line\nline", "line\n", "\n",
        " lead", "trail ", "tab\tx", "*a", "&a", "!t", "%d", "@x", "`", "{", "[", "key: |\n  block", "ünïcödé ☃ 😀",
        "\u0085\u2028\u00a0\ufeff", "...", "---", "=", "<<",
        "0x1F", "1_000", "12:30:45", ".inf", "${v:=d}", "{{ .Name }}", "\r\n", "a\r", "\u0001", "x\n\n\ny", "x\n \ny", "multi\n  indented\n",
    ];

    private static readonly string[] Quantities = ["1", "500m", "1.5Gi", "100Mi", "0", "1e3", "2E", "-5", ".5", "1000000"];

    private static readonly string[] Times =
        ["2026-01-31T23:59:59Z", "2026-01-31T23:59:59.123456Z", "1999-12-31T00:00:00+02:00", "2026-06-01T12:00:00.5Z", "0001-01-01T00:00:00Z"];

    private int _budget;

    private bool _isKubernetes;

    /// <summary>An object of a kind.</summary>
    public JsonObject Next(KindInfo kind)
    {
        _budget = random.Next(5, 60);
        JsonObject value = Map(Schemas.Of(kind));
        value["apiVersion"] = kind.ApiVersion;
        value["kind"] = kind.Kind;
        value["metadata"] = new JsonObject { ["name"] = $"n{random.Next(1000)}", ["labels"] = new JsonObject { ["a.b/c"] = Text() } };
        return value;
    }

    private JsonNode Value(SchemaNode schema)
    {
        _budget--;
        return schema switch
        {
            { IntOrString: true, Pattern: not null } => Quantities[random.Next(Quantities.Length)],
            { IntOrString: true } => random.Next(3) switch { 0 => "http", 1 => "80", _ => random.Next(1, 65536) },
            { Type: "object", AdditionalProperties: { } values } => new JsonObject(Enumerable.Range(0, random.Next(3))
                .Select(i => KeyValuePair.Create($"{Text()}{i}", (JsonNode?)Value(values)))),
            { Type: "object", Properties.Count: > 0 } => Map(schema),
            { Type: "object" } => Free(3),
            { Type: "array" } => new JsonArray([.. Enumerable.Range(0, _budget > 0 ? random.Next(4) : 0).Select(_ => Value(schema.Items!))]),
            { Type: "boolean" } => random.Next(2) == 0,
            { Type: "integer", Format: "int64" } => random.NextInt64(schema.Minimum ?? long.MinValue, long.MaxValue),
            { Type: "integer" } => random.Next((int)(schema.Minimum ?? int.MinValue), int.MaxValue),
            { Type: "number" } => random.Next(-1000, 1000) / 8.0,
            // Kubernetes' own types have no place for an offset: the same instant is written in UTC.
            { Format: "date-time" } => _isKubernetes ? Times[0] : Times[random.Next(Times.Length)],
            { Format: "byte" } => Convert.ToBase64String(new byte[random.Next(8)]),
            { Enum.Count: > 0 } => schema.Enum[random.Next(schema.Enum.Count)],
            _ => Text(),
        };
    }

    private JsonObject Map(SchemaNode schema)
    {
        JsonObject map = [];
        string[] names = [.. schema.Properties.Keys];
        random.Shuffle(names);
        foreach (string name in names)
        {
            bool isRequired = schema.Required.Contains(name);
            bool isHead = name is ("metadata" or "apiVersion" or "kind") && schema.ClrType?.IsSubclassOf(typeof(ApiObject)) == true;
            if ((isRequired || (_budget > 0 && random.Next(names.Length) < 4)) && !isHead)
            {
                bool outer = _isKubernetes;
                _isKubernetes = schema.ClrType?.Assembly != typeof(SchemaNode).Assembly;
                map[name] = Value(schema.Properties[name]);
                _isKubernetes = outer;
            }
        }

        return map;
    }

    /// <summary>A value that no schema describes.</summary>
    private JsonNode Free(int depth) => random.Next(depth > 0 ? 6 : 4) switch
    {
        0 when depth < 3 => Text(),
        1 when depth < 3 => random.Next(),
        2 when depth < 3 => random.Next(2) == 0,
        4 when depth < 3 => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Free(depth - 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(3)).Select(i => KeyValuePair.Create($"{Text()}{i}", depth > 0 ? (JsonNode?)Free(depth - 1) : i))),
    };

    private string Text() => Texts[random.Next(Texts.Length)];
}
