namespace Cairn.Api.Retention;

/// <summary>The Snapshots that rules count together.</summary>
/// <param name="Namespace">The namespace of the Repository and its Snapshots.</param>
/// <param name="Repository">The Repository.</param>
/// <param name="Session">The session.</param>
/// <param name="Decisions">One for each Snapshot, the newest first.</param>
public sealed record RetentionGroup(string Namespace, string Repository, string Session, IReadOnlyList<RetentionDecision> Decisions);
