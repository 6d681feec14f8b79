using System.Text.Json.Nodes;
using Cairn.Api.Meta;
using Cairn.Api.Schema;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>Where Snapshots are restored to for proof, when, and what is looked at.</summary>
public sealed record BackupVerifierSpec
{
    /// <summary>Where and how a Snapshot is restored. Needed.</summary>
    public VerifierRestoreOption? RestoreOption { get; init; }

    /// <summary>When the newest Snapshot is proven. Needed.</summary>
    public SchedulerSpec? Scheduler { get; init; }

    /// <summary>Function that looks at what was restored. Needed for Query and Script.</summary>
    public string? Function { get; init; }

    /// <summary>What is looked at. Needed.</summary>
    [OneOf(typeof(VerificationTypes))]
    public string? Type { get; init; }

    /// <summary>What must be found, by kind of database: databases, schemas, tables and their numbers of rows. Needed for Query.</summary>
    [FreeForm]
    public JsonObject? Query { get; init; }

    /// <summary>The script that looks. Needed for Script.</summary>
    public VerifierScript? Script { get; init; }

    /// <summary>Volumes of the pod that looks.</summary>
    public IReadOnlyList<V1Volume>? Volumes { get; init; }

    /// <summary>Where they are mounted.</summary>
    public IReadOnlyList<V1VolumeMount>? VolumeMounts { get; init; }

    /// <summary>Whether and when a failed proof is repeated. Unset: never.</summary>
    public RetryConfig? RetryConfig { get; init; }

    /// <summary>How many finished BackupVerificationSessions are kept. Default: 1.</summary>
    [Default(1)]
    public int? SessionHistoryLimit { get; init; }

    /// <summary>Settings of the pod that looks.</summary>
    public RuntimeSettings? RuntimeSettings { get; init; }
}
