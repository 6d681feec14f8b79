using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Storage;
using Cairn.Operator.Jobs.Tasks;

namespace Cairn.Operator.Jobs;

/// <summary>All that a restore's Job is built from.</summary>
internal sealed record RestoreRun
{
    /// <summary>The run.</summary>
    public required RestoreSession Session { get; init; }

    /// <summary>What is restored.</summary>
    public required Snapshot Snapshot { get; init; }

    /// <summary>Where it is stored.</summary>
    public required Repository Repository { get; init; }

    /// <summary>What the Repository lies in.</summary>
    public required BackupStorage Storage { get; init; }

    /// <summary>What is restored into. Unset: nothing that has an AppBinding.</summary>
    public AppBinding? Target { get; init; }

    /// <summary>The tasks.</summary>
    public required IReadOnlyList<ResolvedTask> Tasks { get; init; }

    /// <summary>How much time is left. Unset: no end.</summary>
    public TimeSpan? Limit { get; init; }
}
