using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Types;

/// <summary>Writes objects of built-in kinds, lists of them, and Statuses as protobuf.</summary>
internal sealed class ProtobufWriter
{
    private const string ListSuffix = "List";

    private static readonly byte[] Magic = [0x6b, 0x38, 0x73, 0x00];

    private static readonly BuiltInType ListMeta = TypeCatalog.Get("ListMeta");

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>An object with its kind and version, or null for a kind that has no such form.</summary>
    public static byte[]? Write(JsonNode value)
    {
        string version = value.Text("apiVersion") ?? "";
        string kind = value.Text("kind") ?? "";
        string group = version.Contains('/') ? version[..version.IndexOf('/')] : "";
        ProtobufWriter? content = null;
        if (value is JsonObject map && TypeCatalog.Of(group, kind) is { } type)
        {
            content = Message(map, type);
        }
        else if (kind.EndsWith(ListSuffix, StringComparison.Ordinal) && TypeCatalog.Of(group, kind[..^ListSuffix.Length]) is { } item)
        {
            content = new ProtobufWriter();
            content.Nested(1, Message(value["metadata"] as JsonObject ?? [], ListMeta));
            foreach (JsonObject entry in (value["items"] as JsonArray ?? []).OfType<JsonObject>())
            {
                content.Nested(2, Message(entry, item));
            }
        }

        return content is null ? null : Envelope(version, kind, content);
    }

    private static byte[] Envelope(string version, string kind, ProtobufWriter content)
    {
        ProtobufWriter meta = new();
        meta.Bytes(1, Encoding.UTF8.GetBytes(version));
        meta.Bytes(2, Encoding.UTF8.GetBytes(kind));
        ProtobufWriter envelope = new();
        envelope._bytes.Write(Magic);
        envelope.Nested(1, meta);
        envelope.Nested(2, content);
        envelope.Bytes(3, []);
        envelope.Bytes(4, []);
        return envelope._bytes.WrittenSpan.ToArray();
    }

    private static ProtobufWriter Message(JsonObject map, BuiltInType type)
    {
        ProtobufWriter writer = new();
        foreach (BuiltInField field in type.Fields)
        {
            if (field.IsInline)
            {
                writer.Nested(field.Number, Message(map, TypeCatalog.Get(field.Type.Message)));
            }
            else if (map[field.Name] is { } value)
            {
                writer.Field(field.Number, field.Type, value);
            }
        }

        return writer;
    }

    private static ProtobufWriter Time(JsonNode value)
    {
        ProtobufWriter time = new();
        if (DateTimeOffset.TryParse(value.Text(), CultureInfo.InvariantCulture, out DateTimeOffset at))
        {
            time.Number(1, at.ToUnixTimeSeconds());
            time.Number(2, at.Ticks % TimeSpan.TicksPerSecond * 100);
        }

        return time;
    }

    private static ProtobufWriter Texts(params IEnumerable<string> texts)
    {
        ProtobufWriter writer = new();
        foreach (string text in texts)
        {
            writer.Bytes(1, Encoding.UTF8.GetBytes(text));
        }

        return writer;
    }

    private static ProtobufWriter IntOrString(JsonNode value)
    {
        ProtobufWriter writer = new();
        bool isNumber = value.Number() is not null;
        writer.Number(1, isNumber ? 0 : 1);
        writer.Number(2, value.Number() ?? 0);
        writer.Bytes(3, Encoding.UTF8.GetBytes(value.Text() ?? ""));
        return writer;
    }

    private void Field(int number, ValueForm type, JsonNode value)
    {
        switch (type.Kind)
        {
            case FieldType.List:
                foreach (JsonNode? item in value as JsonArray ?? [])
                {
                    Value(number, type.Inner!, item ?? "");
                }

                break;
            case FieldType.Map:
                foreach ((string key, JsonNode? item) in value as JsonObject ?? [])
                {
                    ProtobufWriter entry = new();
                    entry.Bytes(1, Encoding.UTF8.GetBytes(key));
                    entry.Value(2, type.Inner!, item ?? "");
                    Nested(number, entry);
                }

                break;
            default:
                Value(number, type, value);
                break;
        }
    }

    private void Value(int number, ValueForm type, JsonNode value)
    {
        switch (type.Kind)
        {
            case FieldType.Boolean:
                Number(number, value.GetValueKind() == JsonValueKind.True ? 1 : 0);
                break;
            case FieldType.Int32 or FieldType.Int64:
                Number(number, value.Number() ?? 0);
                break;
            case FieldType.Text:
                Bytes(number, Encoding.UTF8.GetBytes(value.Text() ?? ""));
                break;
            case FieldType.Bytes:
                Bytes(number, Convert.FromBase64String(value.Text() ?? ""));
                break;
            default:
                Nested(number, Wrapped(type, value));
                break;
        }
    }

    private static ProtobufWriter Wrapped(ValueForm type, JsonNode value) => type.Kind switch
    {
        FieldType.Time or FieldType.MicroTime => Time(value),
        FieldType.Quantity => Texts(value.Text() ?? ""),
        FieldType.IntOrString => IntOrString(value),
        FieldType.Raw => Texts(value.ToText()),
        FieldType.Message => Message(value as JsonObject ?? [], TypeCatalog.Get(type.Message)),
        _ => Texts((value as JsonArray ?? []).Select(item => item.Text() ?? "")),
    };

    private void Nested(int number, ProtobufWriter content) => Bytes(number, content._bytes.WrittenSpan);

    private void Bytes(int number, ReadOnlySpan<byte> bytes)
    {
        Varint(((ulong)number << 3) | 2);
        Varint((ulong)bytes.Length);
        _bytes.Write(bytes);
    }

    private void Number(int number, long value)
    {
        Varint((ulong)number << 3);
        Varint((ulong)value);
    }

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _bytes.Write([(byte)(value | 0x80)]);
            value >>= 7;
        }

        _bytes.Write([(byte)value]);
    }
}
