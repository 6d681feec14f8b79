namespace Cairn.ControlPlane.Types;

/// <summary>The type of one value.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Message">Name of the type of an object; empty for all else.</param>
/// <param name="Inner">Type of the entries of a list or map; null for all else.</param>
internal sealed record ValueForm(FieldType Kind, string Message, ValueForm? Inner)
{
    private static readonly Dictionary<string, FieldType> Plain = new()
    {
        ["string"] = FieldType.Text,
        ["bool"] = FieldType.Boolean,
        ["int32"] = FieldType.Int32,
        ["int64"] = FieldType.Int64,
        ["bytes"] = FieldType.Bytes,
        ["time"] = FieldType.Time,
        ["microtime"] = FieldType.MicroTime,
        ["quantity"] = FieldType.Quantity,
        ["intorstring"] = FieldType.IntOrString,
        ["raw"] = FieldType.Raw,
        ["items"] = FieldType.Items,
    };

    /// <summary>Reads a type such as <c>[]Container</c> or <c>map quantity</c>.</summary>
    public static ValueForm Read(string text) =>
        text.StartsWith("[]", StringComparison.Ordinal) ? new ValueForm(FieldType.List, "", Read(text[2..]))
        : text.StartsWith("map ", StringComparison.Ordinal) ? new ValueForm(FieldType.Map, "", Read(text[4..]))
        : Plain.TryGetValue(text, out FieldType kind) ? new ValueForm(kind, "", null)
        : new ValueForm(FieldType.Message, text, null);

    /// <summary>Its name in messages about values of other types, as clients know it.</summary>
    public string Shown => Kind switch
    {
        FieldType.Text => "string",
        FieldType.Boolean => "bool",
        FieldType.Int32 => "int32",
        FieldType.Int64 => "int64",
        FieldType.Bytes => "[]uint8",
        FieldType.Items => "[]string",
        FieldType.Map => $"map[string]{Inner!.Shown}",
        FieldType.List => $"[]{Inner!.Shown}",
        FieldType.Quantity => "resource.Quantity",
        _ => $"v1.{Message}",
    };
}
