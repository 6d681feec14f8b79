namespace Cairn.ControlPlane.Rules;

/// <summary>A value that may be missing: the old one, in rules that also hold for new objects.</summary>
/// <param name="HasValue">Whether it is there.</param>
/// <param name="Value">The value.</param>
internal sealed record RuleOptional(bool HasValue, object? Value);
