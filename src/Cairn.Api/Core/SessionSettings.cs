using Cairn.Api.Schema;

namespace Cairn.Api.Core;

/// <summary>What every entry of a plan has.</summary>
public record SessionSettings
{
    /// <summary>Name of the session, unique in the plan. It is a part of names and paths, so a renamed session starts anew.</summary>
    public string? Name { get; init; }

    /// <summary>When it runs.</summary>
    public SchedulerSpec? Scheduler { get; init; }

    /// <summary>What is done before and after it. Unset: nothing.</summary>
    public BackupHooks? Hooks { get; init; }

    /// <summary>Whether and when a failed run is repeated. Unset: never.</summary>
    public RetryConfig? RetryConfig { get; init; }

    /// <summary>Time after which a run is ended as failed, as a Go duration such as 2h30m. Unset: no limit.</summary>
    public string? BackupTimeout { get; init; }

    /// <summary>How many finished BackupSessions are kept. Default: 1.</summary>
    [Default(1)]
    public int? SessionHistoryLimit { get; init; }
}
