namespace Cairn.ControlPlane.Resources;

/// <summary>A column in tables of a custom resource.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Type">JSON type, or <c>date</c>.</param>
/// <param name="Format">Format of the type; may be empty.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Priority">0 is always shown, more only where there is room.</param>
/// <param name="Path">JSONPath of the value.</param>
internal sealed record ResourceColumn(string Name, string Type, string Format, string Description, long Priority, string Path);
