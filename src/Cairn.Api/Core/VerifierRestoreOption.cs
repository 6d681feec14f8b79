using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>Where and how a Snapshot is restored for proof.</summary>
public sealed record VerifierRestoreOption
{
    /// <summary>The application that is written to; never the one that was backed up. Unset: Cairn makes one.</summary>
    public TypedObjectReference? Target { get; init; }

    /// <summary>The addon and its tasks that do it. Needed.</summary>
    public AddonSpec? AddonInfo { get; init; }
}
