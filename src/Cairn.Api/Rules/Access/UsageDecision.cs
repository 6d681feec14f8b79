namespace Cairn.Api.Rules.Access;

/// <summary>Whether a namespace may refer to an object.</summary>
/// <param name="IsAllowed">The answer.</param>
/// <param name="Reason">Why not, fit to be shown; null when it may.</param>
/// <param name="IsUndecided">
/// Whether it is denied only because the labels of the namespace are not known. Who checks files without a cluster lets that pass; who acts does
/// not.
/// </param>
public sealed record UsageDecision(bool IsAllowed, string? Reason, bool IsUndecided = false);
