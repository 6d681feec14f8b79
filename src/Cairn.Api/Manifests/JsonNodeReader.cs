using System.Text;
using System.Text.Json;

namespace Cairn.Api.Manifests;

/// <summary>Builds a node from one JSON text.</summary>
internal ref struct JsonNodeReader
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly int _firstLine;
    private Utf8JsonReader _reader;
    private int _counted;
    private int _line;

    private JsonNodeReader(ReadOnlySpan<byte> text, int lineOffset, ManifestLimits limits)
    {
        _text = text;
        _firstLine = lineOffset + 1;
        _line = _firstLine;
        _reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
    }

    /// <summary>The value, or null when the text is no JSON (it may still be YAML).</summary>
    /// <exception cref="ManifestException">It is JSON, and a field is there twice or it is beyond the limits.</exception>
    public static ManifestNode? TryRead(string text, int lineOffset, ManifestLimits limits)
    {
        if (text.AsSpan().TrimStart() is not ['{', ..])
        {
            return null;
        }

        JsonNodeReader reader = new(Encoding.UTF8.GetBytes(text), lineOffset, limits);
        try
        {
            reader._reader.Read();
            ManifestNode node = reader.Read();
            if (node.Weight > limits.MaxWeight)
            {
                throw new ManifestException(lineOffset + 1, $"the document holds more than {limits.MaxWeight >> 20} Mi characters and values");
            }

            return reader._reader.Read() ? null : node;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A text with half of a surrogate pair: JSON's grammar allows it, UTF-8 does not.
            return null;
        }
    }

    private ManifestNode Read()
    {
        int line = Line();
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadMap(line);
            case JsonTokenType.StartArray:
                return ReadList(line);
            case JsonTokenType.String:
                return ManifestNode.Scalar(ManifestNodeKind.Text, _reader.GetString()!, line);
            case JsonTokenType.True:
                return ManifestNode.Scalar(ManifestNodeKind.Boolean, "true", line);
            case JsonTokenType.False:
                return ManifestNode.Scalar(ManifestNodeKind.Boolean, "false", line);
            case JsonTokenType.Null:
                return ManifestNode.Scalar(ManifestNodeKind.Null, "", line);
            default:
                string number = ScalarResolver.JsonNumber(Encoding.UTF8.GetString(_reader.ValueSpan))
                    ?? throw new ManifestException(line, "the number is too large");
                return ManifestNode.Scalar(ManifestNodeKind.Number, number, line);
        }
    }

    private ManifestNode ReadList(int line)
    {
        List<ManifestNode> items = [];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Read());
        }

        return ManifestNode.List(items, line);
    }

    private ManifestNode ReadMap(int line)
    {
        List<ManifestEntry> entries = [];
        HashSet<string> names = [];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            string name = _reader.GetString()!;
            int nameLine = Line();
            if (!names.Add(name))
            {
                throw new ManifestException(nameLine, $"the field {(name.Length <= 80 ? name : name[..80])} is there twice");
            }

            _reader.Read();
            entries.Add(new ManifestEntry(name, nameLine, Read()));
        }

        return ManifestNode.Map(entries, line);
    }

    private int Line()
    {
        int start = (int)_reader.TokenStartIndex;
        _line += _text[_counted..start].Count((byte)'\n');
        _counted = start;
        return _line;
    }
}
