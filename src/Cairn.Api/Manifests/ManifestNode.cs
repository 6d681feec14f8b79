using System.Buffers;
using System.Text.Json;

namespace Cairn.Api.Manifests;

/// <summary>
/// A value of a manifest and the line it stands on. It is made by <see cref="ManifestReader"/> only, within its limits, so
/// every walk over it ends: depth and size, with all aliases followed, are bounded.
/// </summary>
public sealed class ManifestNode
{
    private ManifestNode(ManifestNodeKind kind, string text, int line)
    {
        Kind = kind;
        Text = text;
        Line = line;
        Weight = 1 + text.Length;
    }

    /// <summary>What it is.</summary>
    public ManifestNodeKind Kind { get; }

    /// <summary>The text; of a number and a boolean as JSON writes it. Empty for all else.</summary>
    public string Text { get; }

    /// <summary>Its line in the file, from 1.</summary>
    public int Line { get; }

    /// <summary>The entries of a list.</summary>
    public IReadOnlyList<ManifestNode> Items { get; private init; } = [];

    /// <summary>The entries of a map, in the order of the file.</summary>
    public IReadOnlyList<ManifestEntry> Entries { get; private init; } = [];

    /// <summary>Size with everything below: characters of texts and one for each value.</summary>
    internal long Weight { get; private init; }

    /// <summary>The value of a name, or null when the map has none, or this is no map.</summary>
    public ManifestNode? this[string name] => Entries.FirstOrDefault(entry => entry.Name == name)?.Value;

    /// <summary>The line of a field; if it is missing, that of the nearest thing around it.</summary>
    public int LineOf(FieldPath path) => Find(path).Line;

    /// <summary>Writes it as JSON. Fields without a value are left out, as an API server does.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case ManifestNodeKind.Null:
                writer.WriteNullValue();
                break;
            case ManifestNodeKind.Text:
                writer.WriteStringValue(Text);
                break;
            case ManifestNodeKind.List:
                WriteList(writer);
                break;
            case ManifestNodeKind.Map:
                WriteMap(writer);
                break;
            default:
                writer.WriteRawValue(Text, skipInputValidation: true);
                break;
        }
    }

    /// <summary>It as JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }

    internal static ManifestNode Scalar(ManifestNodeKind kind, string text, int line) => new(kind, text, line);

    internal static ManifestNode List(IReadOnlyList<ManifestNode> items, int line) =>
        new(ManifestNodeKind.List, "", line) { Items = items, Weight = 1 + items.Sum(item => item.Weight) };

    internal static ManifestNode Map(IReadOnlyList<ManifestEntry> entries, int line) =>
        new(ManifestNodeKind.Map, "", line) { Entries = entries, Weight = 1 + entries.Sum(entry => entry.Name.Length + entry.Value.Weight) };

    private (ManifestNode Node, int Line) Find(FieldPath path)
    {
        if (path.Parent is null)
        {
            return (this, Line);
        }

        (ManifestNode parent, int line) = Find(path.Parent);
        if (path.Name is null)
        {
            return path.Index < parent.Items.Count ? (parent.Items[path.Index], parent.Items[path.Index].Line) : (parent, line);
        }

        return parent.Entries.FirstOrDefault(entry => entry.Name == path.Name) is { } found ? (found.Value, found.Line) : (parent, line);
    }

    private void WriteList(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (ManifestNode item in Items)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    private void WriteMap(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (ManifestEntry entry in Entries.Where(entry => entry.Value.Kind != ManifestNodeKind.Null))
        {
            writer.WritePropertyName(entry.Name);
            entry.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
