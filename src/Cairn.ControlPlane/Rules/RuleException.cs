namespace Cairn.ControlPlane.Rules;

/// <summary>A rule cannot be read, or its value cannot be found.</summary>
internal sealed class RuleException(string message) : Exception(message);
