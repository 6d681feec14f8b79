using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Storage;
using Cairn.Operator.Jobs.Tasks;

namespace Cairn.Operator.Jobs;

/// <summary>All that a backup's Jobs are built from.</summary>
internal sealed record BackupRun
{
    /// <summary>The run.</summary>
    public required BackupSession Session { get; init; }

    /// <summary>The plan that it belongs to.</summary>
    public required BackupConfiguration Plan { get; init; }

    /// <summary>The plan's session.</summary>
    public required SessionSpec Settings { get; init; }

    /// <summary>The Repositories that the backup goes to.</summary>
    public required IReadOnlyList<Repository> Repositories { get; init; }

    /// <summary>Their BackupStorages, each once.</summary>
    public required IReadOnlyList<BackupStorage> Storages { get; init; }

    /// <summary>Names of the Snapshots.</summary>
    public required IReadOnlyList<string> Snapshots { get; init; }

    /// <summary>What is backed up. Unset: nothing that has an AppBinding.</summary>
    public AppBinding? Target { get; init; }

    /// <summary>The tasks.</summary>
    public IReadOnlyList<ResolvedTask> Tasks { get; init; } = [];

    /// <summary>How much time is left. Unset: no end.</summary>
    public TimeSpan? Limit { get; init; }
}
