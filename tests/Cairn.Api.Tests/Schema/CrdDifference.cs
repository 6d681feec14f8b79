namespace Cairn.Api.Tests.Schema;

/// <summary>A place where our CRD differs from the reference on purpose.</summary>
/// <param name="Kind">The kind, or * for all.</param>
/// <param name="Path">The end of the node's path, or * for all.</param>
/// <param name="What">What differs, as the walk names it.</param>
/// <param name="Reason">Why, for readers.</param>
internal sealed record CrdDifference(string Kind, string Path, string What, string Reason)
{
    /// <summary>Whether a finding of the walk is this one.</summary>
    public bool Covers(CrdFinding finding) =>
        (Kind == "*" || Kind == finding.Kind) && (Path == "*" || finding.Path.EndsWith(Path, StringComparison.Ordinal)) && What == finding.What;
}
