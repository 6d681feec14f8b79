namespace Cairn.Worker;

/// <summary>A backup is in some of its repositories and not in all.</summary>
/// <param name="failed">The locations and the reasons of those that have it not.</param>
/// <param name="count">How many repositories there were.</param>
public sealed class PartlyStoredException(IReadOnlyList<string> failed, int count)
    : Exception($"The backup is stored in {count - failed.Count} of {count} repositories. {string.Join(" ", failed)}");
