namespace Cairn.Api.Tests.Schema;

/// <summary>A difference between our CRD and the reference.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Path">The node.</param>
/// <param name="What">What differs.</param>
/// <param name="Detail">Theirs and ours.</param>
internal sealed record CrdFinding(string Kind, string Path, string What, string Detail)
{
    public override string ToString() => $"{Kind} {Path}: {What} ({Detail})";
}
