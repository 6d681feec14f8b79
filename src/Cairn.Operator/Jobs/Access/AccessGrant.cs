namespace Cairn.Operator.Jobs.Access;

/// <summary>Something that a run may do with named objects of a namespace.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Resource">The resource in its plural form, with a subresource behind a slash.</param>
/// <param name="Verbs">What it may do.</param>
/// <param name="Names">The objects; none means all, which verbs without a name (create, list) need.</param>
internal sealed record AccessGrant(string Namespace, string Group, string Resource, IReadOnlyList<string> Verbs, IReadOnlyList<string> Names);
