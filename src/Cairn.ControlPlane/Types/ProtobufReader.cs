using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Types;

/// <summary>Reads objects of built-in kinds from protobuf, by the numbers of their fields. Fields that are not known are skipped.</summary>
internal sealed class ProtobufReader
{
    private const int MaxDepth = 64;

    private static readonly byte[] Magic = [0x6b, 0x38, 0x73, 0x00];

    private readonly byte[] _bytes;
    private readonly int _end;
    private readonly int _depth;
    private int _at;

    private ProtobufReader(byte[] bytes, int start, int end, int depth)
    {
        (_bytes, _at, _end, _depth) = (bytes, start, end, depth);
        if (depth > MaxDepth)
        {
            throw Broken();
        }
    }

    /// <summary>Reads an object with its kind and version.</summary>
    /// <exception cref="JsonSyntaxException">The bytes are no such object, or one of a kind that is not known.</exception>
    public static JsonObject Read(byte[] body)
    {
        if (!body.AsSpan().StartsWith(Magic))
        {
            throw new JsonSyntaxException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }

        ProtobufReader envelope = new(body, Magic.Length, body.Length, 0);
        string version = "";
        string kind = "";
        ProtobufReader? content = null;
        while (envelope.Next(out int number, out int wire))
        {
            if (number == 1 && wire == 2)
            {
                (version, kind) = envelope.Nested().TypeMeta();
            }
            else if (number == 2 && wire == 2)
            {
                content = envelope.Nested();
            }
            else
            {
                envelope.Skip(wire);
            }
        }

        string group = version.Contains('/') ? version[..version.IndexOf('/')] : "";
        BuiltInType type = TypeCatalog.Of(group, kind) ?? throw new JsonSyntaxException($"no kind \"{kind}\" is registered for version \"{version}\"");
        JsonObject value = content?.Message(type) ?? [];
        value["kind"] = kind;
        value["apiVersion"] = version;
        return value;
    }

    private static JsonSyntaxException Broken() => new("the protobuf message is broken");

    private static JsonNode? Time(ProtobufReader message, bool isMicro)
    {
        if (message._at == message._end)
        {
            return null; // The zero time, which objects do not show.
        }

        (long seconds, long nanos) = (0, 0);
        while (message.Next(out int number, out int wire))
        {
            if (wire != 0)
            {
                message.Skip(wire);
                continue;
            }

            long value = message.Varint();
            (seconds, nanos) = number == 1 ? (value, nanos) : number == 2 ? (seconds, value) : (seconds, nanos);
        }

        if (seconds is < -62135596800 or > 253402300799)
        {
            throw Broken();
        }

        DateTime time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanos / 100).UtcDateTime;
        return time.ToString(isMicro ? "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'" : "yyyy-MM-dd'T'HH:mm:ss'Z'");
    }

    private JsonObject Message(BuiltInType type)
    {
        JsonObject result = [];
        while (Next(out int number, out int wire))
        {
            if (type.Fields.FirstOrDefault(field => field.Number == number) is not { } known)
            {
                Skip(wire);
            }
            else if (known.IsInline)
            {
                foreach ((string name, JsonNode? value) in Nested().Message(TypeCatalog.Get(known.Type.Message)).ToList())
                {
                    result[name] = value?.DeepClone();
                }
            }
            else
            {
                Field(result, known, wire);
            }
        }

        return result;
    }

    private void Field(JsonObject result, BuiltInField field, int wire)
    {
        if (field.Type.Kind == FieldType.List)
        {
            JsonArray list = result[field.Name] as JsonArray ?? [];
            result[field.Name] ??= list;
            ValueForm inner = field.Type.Inner!;
            if (wire == 2 && inner.Kind is FieldType.Int32 or FieldType.Int64 or FieldType.Boolean)
            {
                // Packed: several numbers in one field.
                ProtobufReader packed = Nested();
                while (packed._at < packed._end)
                {
                    list.Add(packed.Value(inner, 0));
                }
            }
            else
            {
                list.Add(Value(inner, wire));
            }
        }
        else if (field.Type.Kind == FieldType.Map)
        {
            (string key, JsonNode? value) = Nested().Entry(field.Type.Inner!);
            result.Map(field.Name)[key] = value;
        }
        else
        {
            result[field.Name] = Value(field.Type, wire);
        }
    }

    private JsonNode? Value(ValueForm type, int wire)
    {
        if ((wire == 0) != type.Kind is FieldType.Int32 or FieldType.Int64 or FieldType.Boolean || wire is not (0 or 2))
        {
            throw Broken();
        }

        return type.Kind switch
        {
            FieldType.Text => Encoding.UTF8.GetString(Bytes()),
            FieldType.Boolean => Varint() != 0,
            FieldType.Int32 => (int)Varint(),
            FieldType.Int64 => Varint(),
            FieldType.Bytes => Convert.ToBase64String(Bytes()),
            FieldType.Time => Time(Nested(), isMicro: false),
            FieldType.MicroTime => Time(Nested(), isMicro: true),
            FieldType.Quantity => Nested().FirstText(),
            FieldType.IntOrString => Nested().IntOrString(),
            FieldType.Raw => Nested().RawJson(),
            FieldType.Items => Nested().AllTexts(),
            FieldType.List => Nested().AllTexts(),
            _ => Nested().Message(TypeCatalog.Get(type.Message)),
        };
    }

    private (string Version, string Kind) TypeMeta()
    {
        (string version, string kind) = ("", "");
        while (Next(out int number, out int wire))
        {
            if (wire != 2)
            {
                Skip(wire);
                continue;
            }

            string text = Encoding.UTF8.GetString(Bytes());
            (version, kind) = number == 1 ? (text, kind) : number == 2 ? (version, text) : (version, kind);
        }

        return (version, kind);
    }

    private (string Key, JsonNode? Value) Entry(ValueForm type)
    {
        string key = "";
        JsonNode? value = null;
        while (Next(out int number, out int wire))
        {
            if (number == 1 && wire == 2)
            {
                key = Encoding.UTF8.GetString(Bytes());
            }
            else if (number == 2)
            {
                value = Value(type, wire);
            }
            else
            {
                Skip(wire);
            }
        }

        return (key, value);
    }

    private JsonArray AllTexts()
    {
        JsonArray texts = [];
        while (Next(out int _, out int wire))
        {
            if (wire == 2)
            {
                texts.Add((JsonNode)Encoding.UTF8.GetString(Bytes()));
            }
            else
            {
                Skip(wire);
            }
        }

        return texts;
    }

    private string FirstText() => AllTexts() is [var first, ..] ? first.Text()! : "0";

    private JsonNode? RawJson() => AllTexts() is [var first, ..] && first.Text() is { Length: > 0 } text ? JsonText.Parse(text, []) : null;

    private JsonNode IntOrString()
    {
        (long type, long number, string text) = (0, 0, "");
        while (Next(out int field, out int wire))
        {
            if (wire == 0)
            {
                long value = Varint();
                (type, number) = field == 1 ? (value, number) : (type, value);
            }
            else if (wire == 2)
            {
                text = Encoding.UTF8.GetString(Bytes());
            }
            else
            {
                Skip(wire);
            }
        }

        return type == 0 ? (JsonNode)number : text;
    }

    private bool Next(out int number, out int wire)
    {
        (number, wire) = (0, 0);
        if (_at >= _end)
        {
            return false;
        }

        long tag = Varint();
        (number, wire) = ((int)(tag >> 3), (int)(tag & 7));
        return true;
    }

    private long Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (_at >= _end)
            {
                throw Broken();
            }

            byte part = _bytes[_at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return (long)value;
            }
        }

        throw Broken();
    }

    private ReadOnlySpan<byte> Bytes()
    {
        long length = Varint();
        if (length < 0 || length > _end - _at)
        {
            throw Broken();
        }

        ReadOnlySpan<byte> bytes = _bytes.AsSpan(_at, (int)length);
        _at += (int)length;
        return bytes;
    }

    private ProtobufReader Nested()
    {
        int length = Bytes().Length;
        return new ProtobufReader(_bytes, _at - length, _at, _depth + 1);
    }

    private void Skip(int wire)
    {
        switch (wire)
        {
            case 0:
                Varint();
                break;
            case 1:
                _at += 8;
                break;
            case 2:
                Bytes();
                break;
            case 5:
                _at += 4;
                break;
            default:
                throw Broken();
        }
    }
}
