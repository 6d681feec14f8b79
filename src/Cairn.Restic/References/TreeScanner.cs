using System.Text.Json;
using Cairn.Restic.Blobs;
using Cairn.Restic.Snapshots;

namespace Cairn.Restic.References;

/// <summary>
/// Reads only what a directory refers to: for each entry its kind, its size and the names of its blobs. A directory may name millions of blobs;
/// nothing is kept of them but one list, which is used again for each entry. <see cref="Tree"/> reads everything.
/// </summary>
internal ref struct TreeScanner
{
    private readonly BlobId _tree;
    private readonly List<BlobId> _content;
    private Utf8JsonReader _reader;
    private Utf8JsonReader _name;
    private bool _hasName;

    /// <summary>Finds the list of entries.</summary>
    public TreeScanner(BlobId tree, ReadOnlySpan<byte> json, List<BlobId> content)
    {
        (_tree, _content) = (tree, content);
        _reader = new Utf8JsonReader(json);
        try
        {
            Expect(_reader.Read() && _reader.TokenType == JsonTokenType.StartObject);
            while (NextProperty() && !_reader.ValueTextEquals("nodes"u8))
            {
                SkipValue();
            }

            Expect(_reader.TokenType == JsonTokenType.PropertyName && _reader.Read() && _reader.TokenType == JsonTokenType.StartArray);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Bad(e);
        }
    }

    /// <summary>Whether the entry is an ordinary file.</summary>
    public bool IsFile { get; private set; }

    /// <summary>Length of the entry's content in bytes, as the entry says.</summary>
    public ulong Size { get; private set; }

    /// <summary>The names of the data blobs that make up the entry's content; valid until the next entry is read.</summary>
    public readonly IReadOnlyList<BlobId> Content => _content;

    /// <summary>The directory's own tree blob, for an entry that is one.</summary>
    public BlobId? Subtree { get; private set; }

    /// <summary>The entry's name. Fails with <see cref="RepositoryErrorKind.Damaged"/>.</summary>
    public readonly string Name
    {
        get
        {
            try
            {
                Utf8JsonReader name = _name;
                return GoQuoting.Unquote(name.GetString() ?? "");
            }
            catch (InvalidOperationException e)
            {
                // An escaped half of a character, or bytes that are no UTF-8: only now is the text looked at.
                throw Bad(e);
            }
        }
    }

    /// <summary>Goes to the next entry; false behind the last. Fails with <see cref="RepositoryErrorKind.Damaged"/>.</summary>
    public bool Read()
    {
        try
        {
            return ReadEntry();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Bad(e);
        }
    }

    private bool ReadEntry()
    {
        Expect(_reader.Read());
        if (_reader.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        Expect(_reader.TokenType == JsonTokenType.StartObject);
        (IsFile, Size, Subtree, _hasName) = (false, 0, null, false);
        bool isDirectory = false;
        _content.Clear();
        while (NextProperty())
        {
            if (_reader.ValueTextEquals("name"u8))
            {
                Expect(_reader.Read() && _reader.TokenType == JsonTokenType.String);
                _name = _reader;
                _hasName = true;
            }
            else if (_reader.ValueTextEquals("type"u8))
            {
                Expect(_reader.Read() && _reader.TokenType == JsonTokenType.String);
                IsFile = _reader.ValueTextEquals("file"u8);
                isDirectory = _reader.ValueTextEquals("dir"u8);
            }
            else if (_reader.ValueTextEquals("size"u8))
            {
                Expect(_reader.Read() && _reader.TokenType == JsonTokenType.Number);
                Size = _reader.TryGetUInt64(out ulong size) ? size : throw new JsonException("a size is impossible");
            }
            else if (_reader.ValueTextEquals("content"u8))
            {
                ReadContent();
            }
            else if (_reader.ValueTextEquals("subtree"u8))
            {
                Expect(_reader.Read());
                Subtree = _reader.TokenType == JsonTokenType.Null ? null : ReadId();
            }
            else
            {
                SkipValue();
            }
        }

        Expect(_hasName && isDirectory == Subtree.HasValue);
        return true;
    }

    private void ReadContent()
    {
        Expect(_reader.Read());
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        Expect(_reader.TokenType == JsonTokenType.StartArray);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            _content.Add(ReadId());
        }
    }

    private readonly BlobId ReadId() =>
        _reader.TokenType == JsonTokenType.String && !_reader.ValueIsEscaped && Sha256Id.TryParse(_reader.ValueSpan, out Sha256Id id)
            ? new BlobId(id)
            : throw new JsonException("an entry names no valid blob");

    private bool NextProperty() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;

    private void SkipValue()
    {
        Expect(_reader.Read());
        _reader.Skip();
    }

    private readonly RepositoryException Bad(Exception e) => RepositoryException.Damaged($"Tree {_tree}", $"its JSON is not valid ({e.Message})", e);

    private static void Expect(bool condition)
    {
        if (!condition)
        {
            throw new JsonException("an entry is not as the format has it");
        }
    }
}
