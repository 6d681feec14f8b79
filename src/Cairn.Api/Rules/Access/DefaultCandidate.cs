using Cairn.Api.Meta;

namespace Cairn.Api.Rules.Access;

/// <summary>A BackupStorage or RetentionPolicy with <c>default: true</c>, as the choice among them sees it.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Policy">Who may use it. Null: its own namespace alone.</param>
public sealed record DefaultCandidate(string Namespace, string Name, UsagePolicy? Policy);
