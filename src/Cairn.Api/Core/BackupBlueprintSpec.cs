using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>The pattern and who may use it.</summary>
public sealed record BackupBlueprintSpec
{
    /// <summary>The kinds of applications it serves. Unset: all that Cairn knows.</summary>
    public IReadOnlyList<BlueprintSubject>? Subjects { get; init; }

    /// <summary>The pattern. Needed.</summary>
    public BackupConfigurationTemplate? BackupConfigurationTemplate { get; init; }

    /// <summary>Which namespaces may use it. Unset: its own namespace alone.</summary>
    public UsagePolicy? UsagePolicy { get; init; }
}
