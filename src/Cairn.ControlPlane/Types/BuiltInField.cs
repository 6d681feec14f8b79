namespace Cairn.ControlPlane.Types;

/// <summary>One field of a built-in type.</summary>
/// <param name="Name">Name in JSON; empty for a type whose fields are those of the outer one.</param>
/// <param name="Number">Number in protobuf.</param>
/// <param name="Type">Type of the value.</param>
/// <param name="IsOptional">Whether an absent value is something else than an empty one.</param>
/// <param name="IsAlways">Whether the field is there even when it is empty.</param>
/// <param name="Patch">How patches treat it.</param>
internal sealed record BuiltInField(string Name, int Number, ValueForm Type, bool IsOptional, bool IsAlways, PatchRule Patch)
{
    /// <summary>Whether the fields of its type are those of the outer one in JSON.</summary>
    public bool IsInline => Name.Length == 0;
}
