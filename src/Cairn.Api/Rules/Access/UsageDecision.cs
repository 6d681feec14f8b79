namespace Cairn.Api.Rules.Access;

/// <summary>Whether a namespace may refer to an object.</summary>
/// <param name="IsAllowed">The answer.</param>
/// <param name="Reason">Why not, fit to be shown; null when it may.</param>
public sealed record UsageDecision(bool IsAllowed, string? Reason);
