namespace Cairn.ControlPlane.Types;

/// <summary>A type of the built-in kinds: a kind itself, or a part of one.</summary>
/// <param name="Name">Its name, such as <c>PodSpec</c>.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record BuiltInType(string Name, IReadOnlyList<BuiltInField> Fields)
{
    private Dictionary<string, BuiltInField>? _byName;

    /// <summary>Its name as messages and documents show it.</summary>
    public string Shown => Name.StartsWith(TypeCatalog.EventGroupPrefix, StringComparison.Ordinal) && Name.Contains("Event", StringComparison.Ordinal)
        ? Name[TypeCatalog.EventGroupPrefix.Length..] : Name;

    /// <summary>The field of a name in JSON, also from types that are part of this one; null for none.</summary>
    public BuiltInField? Find(string name) => (_byName ??= AllFields().ToDictionary(field => field.Name)).GetValueOrDefault(name);

    /// <summary>All fields as JSON has them.</summary>
    public IEnumerable<BuiltInField> AllFields() =>
        Fields.SelectMany(field => field.IsInline ? TypeCatalog.Get(field.Type.Message).AllFields() : [field]);
}
