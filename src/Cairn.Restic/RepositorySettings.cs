using Cairn.Restic.Chunking;
using Cairn.Restic.Crypto;

namespace Cairn.Restic;

/// <summary>How a repository is opened or created. Nothing of it is stored except the format version and the cost of new keys.</summary>
public sealed record RepositorySettings
{
    /// <summary>The smallest pack size, in bytes: 4 MiB, as restic has it.</summary>
    public const int MinPackSize = 4 * 1024 * 1024;

    /// <summary>The largest pack size, in bytes: 128 MiB, as restic has it.</summary>
    public const int MaxPackSize = 128 * 1024 * 1024;

    /// <summary>How hard to compress what is added.</summary>
    /// <value>Default: <see cref="Compression.Auto"/>.</value>
    public Compression Compression { get; init; } = Compression.Auto;

    /// <summary>The size at which a pack is finished, in bytes. A few packs are held in memory at a time.</summary>
    /// <value>Default: 16 MiB, as in restic. From 4 MiB to 128 MiB.</value>
    public int PackSize { get; init; } = 16 * 1024 * 1024;

    /// <summary>The format version of a repository that is created: 1 or 2.</summary>
    /// <value>Default: 2. Version 1 has no compression and exists for tests against old repositories.</value>
    public int FormatVersion { get; init; } = 2;

    /// <summary>By which polynomial a repository that is created cuts streams: another one's, so that both recognise each other's data.</summary>
    /// <value>Unset: a random one.</value>
    public Polynomial? ChunkerPolynomial { get; init; }

    /// <summary>The cost of password derivation in keys that are made.</summary>
    /// <value>Unset: calibrated to about half a second on this machine.</value>
    public ScryptParameters? KeyCost { get; init; }

    /// <summary>Gives times for locks, keys and snapshots.</summary>
    /// <value>Default: the system's clock.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks the ranges; fails with <see cref="RepositoryErrorKind.InvalidRequest"/>.</summary>
    internal void Validate()
    {
        if (PackSize is < MinPackSize or > MaxPackSize)
        {
            throw new RepositoryException(RepositoryErrorKind.InvalidRequest, "The pack size must be from 4 MiB to 128 MiB.");
        }

        if (FormatVersion is not (1 or 2))
        {
            throw new RepositoryException(RepositoryErrorKind.InvalidRequest, "The repository format version must be 1 or 2.");
        }
    }
}
