namespace Cairn.ControlPlane.Types;

/// <summary>How strategic merge patches treat a field.</summary>
/// <param name="IsMerged">Whether a list is merged with the one that is there, not replaced.</param>
/// <param name="Key">The field that tells entries of a merged list apart; empty for plain values.</param>
internal sealed record PatchRule(bool IsMerged, string Key)
{
    /// <summary>Lists are replaced.</summary>
    public static PatchRule None { get; } = new(false, "");
}
