using Cairn.Api.Meta;

namespace Cairn.Api.Core;

/// <summary>What was found out about a session.</summary>
public sealed record SessionStatus
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>When it runs next.</summary>
    public string? NextSchedule { get; init; }

    /// <summary>SchedulerEnsured and InitialBackupTriggered.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
