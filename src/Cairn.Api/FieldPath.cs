namespace Cairn.Api;

/// <summary>
/// Where in an object something is, such as spec.sessions[0].repositories[1].name. Keys that are no plain words stand in
/// brackets: metadata.labels[app.kubernetes.io/name].
/// </summary>
public sealed class FieldPath
{
    private FieldPath(FieldPath? parent, string? name, int index)
    {
        Parent = parent;
        Name = name;
        Index = index;
    }

    /// <summary>The object itself.</summary>
    public static FieldPath Root { get; } = new(null, null, -1);

    /// <summary>The path of the object's spec.</summary>
    public static FieldPath Spec { get; } = Root.Field("spec");

    /// <summary>What this is a part of. Null: nothing, it is the object.</summary>
    public FieldPath? Parent { get; }

    /// <summary>Name of the field. Null: an entry of a list, or the object.</summary>
    public string? Name { get; }

    /// <summary>Place in the list, from 0; -1: not an entry of a list.</summary>
    public int Index { get; }

    /// <summary>A field of this.</summary>
    public FieldPath Field(string name) => new(this, name, -1);

    /// <summary>An entry of this.</summary>
    public FieldPath At(int index) => new(this, null, index);

    /// <inheritdoc/>
    public override string ToString()
    {
        Stack<FieldPath> parts = new();
        for (FieldPath part = this; part.Parent is not null; part = part.Parent)
        {
            parts.Push(part);
        }

        return string.Concat(parts.Select((part, place) => part.Name is null ? $"[{part.Index}]"
            : !IsWord(part.Name) ? $"[{part.Name}]"
            : place == 0 ? part.Name
            : "." + part.Name));
    }

    private static bool IsWord(string name) => name.Length is > 0 and < 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
