using System.Text.Json;

namespace Cairn.Restic.Indexes;

/// <summary>Reads the tokens of a document that is in memory piece by piece.</summary>
internal ref struct IndexTokens(JsonPieces pieces)
{
    private readonly JsonPieces _pieces = pieces;
    private Utf8JsonReader _reader = new(pieces.Current.Span, pieces.IsLast, default);

    /// <summary>What the last <see cref="Read"/> found.</summary>
    public readonly JsonTokenType Type => _reader.TokenType;

    /// <summary>The bytes of a string, as they stand in the document.</summary>
    public readonly ReadOnlySpan<byte> Value => _reader.ValueSpan;

    /// <summary>Whether <see cref="Value"/> has escape sequences.</summary>
    public readonly bool IsEscaped => _reader.ValueIsEscaped;

    /// <summary>Goes to the next token; false at the end of the document.</summary>
    public bool Read()
    {
        while (!_reader.Read())
        {
            if (_reader.IsFinalBlock)
            {
                return false;
            }

            if (!_pieces.Advance((int)_reader.BytesConsumed))
            {
                throw new JsonException("it has a name or a value of unreasonable length");
            }

            _reader = new Utf8JsonReader(_pieces.Current.Span, _pieces.IsLast, _reader.CurrentState);
        }

        return true;
    }

    /// <summary>Whether a string or the name of a property is this.</summary>
    public readonly bool ValueEquals(ReadOnlySpan<byte> text) => _reader.ValueTextEquals(text);

    /// <summary>The value of a number, where it is one that a length can have.</summary>
    public readonly bool TryGetNumber(out uint value) => _reader.TryGetUInt32(out value);

    /// <summary>Passes over the value that comes next, whatever it is.</summary>
    public bool TrySkipValue()
    {
        if (!Read())
        {
            return false;
        }

        int depth = _reader.CurrentDepth;
        while (Type is JsonTokenType.StartObject or JsonTokenType.StartArray || _reader.CurrentDepth > depth)
        {
            if (!Read())
            {
                return false;
            }

            if (_reader.CurrentDepth == depth && Type is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                return true;
            }
        }

        return true;
    }
}
