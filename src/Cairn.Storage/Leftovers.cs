namespace Cairn.Storage;

/// <summary>What runs that were killed left behind.</summary>
/// <param name="Files">How many files.</param>
/// <param name="Bytes">Their size together.</param>
public readonly record struct Leftovers(int Files, long Bytes);
