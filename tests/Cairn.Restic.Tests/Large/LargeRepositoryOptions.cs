namespace Cairn.Restic.Tests.Large;

/// <summary>What a <see cref="LargeRepository"/> is like.</summary>
internal sealed record LargeRepositoryOptions
{
    /// <summary>Blobs in all, trees included; a few more or less.</summary>
    public int Blobs { get; init; } = 2_000_000;

    /// <summary>Snapshots, an hour apart.</summary>
    public int Snapshots { get; init; } = 40;

    /// <summary>The same seed gives the same plaintexts; how they are encrypted differs every time.</summary>
    public int Seed { get; init; } = 1;
}
