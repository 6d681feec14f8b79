using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Cairn.Api.Manifests;

/// <summary>
/// Builds nodes from the events of one YAML text. Everything that can grow is counted: an alias costs what it stands for, so
/// ten lines that stand for a billion values end with an error after a few million.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="lineOffset">Lines of the file before the text.</param>
/// <param name="limits">The limits.</param>
internal sealed class YamlNodeReader(string text, int lineOffset, ManifestLimits limits)
{
    private readonly Parser _parser = new(new StringReader(text));
    private readonly Dictionary<string, ManifestNode?> _anchors = [];
    private long _weight;

    /// <summary>All values of the text; empty documents are left out.</summary>
    /// <exception cref="ManifestException">The text is no YAML, or beyond the limits.</exception>
    public IEnumerable<ManifestNode> ReadAll()
    {
        while (Next() is { } next && next is not StreamEnd)
        {
            if (next is DocumentStart)
            {
                _anchors.Clear();
                _weight = 0;
                ParsingEvent first = Next()!;
                ManifestNode node = Read(first, 0);
                bool isEmpty = node.Kind == ManifestNodeKind.Null && first is Scalar { Value: "" };
                if (!isEmpty)
                {
                    yield return node;
                }
            }
        }
    }

    private ParsingEvent? Next()
    {
        try
        {
            return _parser.MoveNext() ? _parser.Current : null;
        }
        catch (YamlException error)
        {
            throw new ManifestException(lineOffset + (int)error.Start.Line, error.InnerException?.Message ?? error.Message);
        }
#pragma warning disable CA1031 // The scanner throws exceptions of several other types for some broken texts (found by mutated documents).
        catch (Exception)
#pragma warning restore CA1031
        {
            throw new ManifestException(lineOffset + (int)(_parser.Current?.End.Line ?? 1), "is not YAML from here on");
        }
    }

    private ManifestNode Read(ParsingEvent start, int depth)
    {
        if (depth > limits.MaxDepth)
        {
            throw Error(start, $"values are nested more than {limits.MaxDepth} deep");
        }

        return start switch
        {
            Scalar scalar => Named(scalar, Count(scalar, ReadScalar(scalar))),
            SequenceStart list => Named(list, ReadList(list, depth)),
            MappingStart map => Named(map, ReadMap(map, depth)),
            AnchorAlias alias => Count(alias, Follow(alias)),
            _ => throw Error(start, "a value is missing"),
        };
    }

    private ManifestNode Named(NodeEvent start, ManifestNode node)
    {
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = node;
        }

        return node;
    }

    private void Announce(NodeEvent start)
    {
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = null;
        }
    }

    private ManifestNode Follow(AnchorAlias alias) =>
        !_anchors.TryGetValue(alias.Value.Value, out ManifestNode? node) ? throw Error(alias, $"the alias *{alias.Value} stands for nothing above it")
        : node ?? throw Error(alias, $"the alias *{alias.Value} stands for something that it is itself a part of");

    private ManifestNode Count(ParsingEvent at, ManifestNode node)
    {
        _weight += node.Weight;
        return _weight <= limits.MaxWeight ? node
            : throw Error(at, $"the document holds more than {limits.MaxWeight >> 20} Mi characters and values, aliases followed");
    }

    private ManifestNode ReadList(SequenceStart start, int depth)
    {
        Announce(start);
        List<ManifestNode> items = [];
        for (ParsingEvent next = Require(start); next is not SequenceEnd; next = Require(start))
        {
            items.Add(Read(next, depth + 1));
        }

        _weight++;
        return ManifestNode.List(items, LineOf(start));
    }

    private ManifestNode ReadMap(MappingStart start, int depth)
    {
        Announce(start);
        List<ManifestEntry> entries = [];
        Dictionary<string, int> lines = [];
        List<ManifestNode> merged = [];
        for (ParsingEvent next = Require(start); next is not MappingEnd; next = Require(start))
        {
            if (next is Scalar { Value: "<<", Style: ScalarStyle.Plain } merge)
            {
                merged.AddRange(Merged(merge, Read(Require(start), depth + 1)));
                continue;
            }

            string name = ReadName(next);
            if (!lines.TryAdd(name, LineOf(next)))
            {
                throw Error(next, $"the field {Quote(name)} is there twice, first on line {lines[name]}");
            }

            _weight += name.Length;
            entries.Add(new ManifestEntry(name, LineOf(next), Read(Require(start), depth + 1)));
        }

        foreach (ManifestEntry entry in merged.SelectMany(map => map.Entries).Where(entry => lines.TryAdd(entry.Name, entry.Line)))
        {
            entries.Add(entry);
        }

        _weight++;
        return ManifestNode.Map(entries, LineOf(start));
    }

    private IReadOnlyList<ManifestNode> Merged(Scalar at, ManifestNode value) =>
        value.Kind == ManifestNodeKind.Map ? [value]
        : value.Kind == ManifestNodeKind.List && value.Items.All(item => item.Kind == ManifestNodeKind.Map) ? value.Items
        : throw Error(at, "<< takes a map, or a list of maps");

    private string ReadName(ParsingEvent at)
    {
        ManifestNode? node = at switch
        {
            Scalar scalar => Named(scalar, ReadScalar(scalar)),
            AnchorAlias alias => Follow(alias),
            _ => null,
        };
        return node is { Kind: ManifestNodeKind.Text or ManifestNodeKind.Number or ManifestNodeKind.Boolean } ? node.Text
            : throw Error(at, "the name of a field must be a text");
    }

    private ManifestNode ReadScalar(Scalar scalar)
    {
        (ManifestNodeKind kind, string text) = scalar.Tag.IsEmpty
            ? scalar.Style == ScalarStyle.Plain ? ScalarResolver.Resolve(scalar.Value) : (ManifestNodeKind.Text, scalar.Value)
            : Tagged(scalar);
        return ManifestNode.Scalar(kind, text, LineOf(scalar));
    }

    private (ManifestNodeKind Kind, string Text) Tagged(Scalar scalar)
    {
        if (scalar.Tag.IsNonSpecific)
        {
            return (ManifestNodeKind.Text, scalar.Value);
        }

        (ManifestNodeKind kind, string text) = ScalarResolver.Resolve(scalar.Value);
        return scalar.Tag.Value switch
        {
            "tag:yaml.org,2002:str" => (ManifestNodeKind.Text, scalar.Value),
            "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float" when kind == ManifestNodeKind.Number => (kind, text),
            "tag:yaml.org,2002:bool" when kind == ManifestNodeKind.Boolean => (kind, text),
            "tag:yaml.org,2002:null" when kind == ManifestNodeKind.Null => (kind, text),
            "tag:yaml.org,2002:binary" => (ManifestNodeKind.Text, Binary(scalar)),
            _ => throw Error(scalar, $"the tag {Quote(scalar.Tag.Value)} does not fit the value"),
        };
    }

    private string Binary(Scalar scalar)
    {
        byte[] bytes = new byte[scalar.Value.Length];
        return Convert.TryFromBase64String(scalar.Value, bytes, out int length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw Error(scalar, "a !!binary value must be in base64");
    }

    private ParsingEvent Require(ParsingEvent start) => Next() ?? throw Error(start, "the end is missing");

    private int LineOf(ParsingEvent at) => lineOffset + (int)at.Start.Line;

    private ManifestException Error(ParsingEvent at, string message) => new(LineOf(at), message);

    private static string Quote(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
