namespace Cairn.Api.Templates.Go.Syntax;

/// <summary>A piece of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Where it begins in the template.</param>
/// <param name="Text">Its text; for a field without the dot.</param>
/// <param name="Value">A constant's value.</param>
/// <param name="HasSpaceBefore">Whether blanks come before it: <c>.A.B</c> is one operand, <c>.A .B</c> are two.</param>
internal readonly record struct TemplateToken(TemplateTokenKind Kind, int Offset, string Text, object? Value = null, bool HasSpaceBefore = false);
