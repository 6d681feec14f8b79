using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Api.Rules.Quantities;
using Cairn.Api.Serialization;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Restic.Blobs;
using Cairn.Worker.Objects;

namespace Cairn.Worker.Statuses;

/// <summary>The component of one Snapshot that a backup writes, as the Snapshot's status shows it.</summary>
/// <param name="objects">The cluster.</param>
/// <param name="snapshot">The Snapshot.</param>
/// <param name="component">Name of the component.</param>
/// <param name="fileName">The dump's file in the restic snapshot.</param>
internal sealed class SnapshotComponentStatus(RunObjects objects, NamespacedName snapshot, string component, string fileName)
{
    private string? _path;
    private DateTimeOffset _start;

    /// <summary>Whether the last word has been said.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>The component is under way.</summary>
    public Task StartAsync(string path, DateTimeOffset now, CancellationToken cancellationToken)
    {
        (_path, _start) = (path, now);
        return WriteAsync(new SnapshotComponent { Phase = SnapshotPhases.Running, ResticStats = [Stats(null)] }, cancellationToken);
    }

    /// <summary>The dump begins: what came before, such as waiting for a server, does not count as its duration.</summary>
    public void BeginDump(DateTimeOffset now) => _start = now;

    /// <summary>How far the dump is.</summary>
    public Task ProgressAsync(TransferProgress progress, DateTimeOffset now, CancellationToken cancellationToken)
    {
        TimeSpan elapsed = now - _start;
        ResticProgress figures = new()
        {
            SecondsElapsed = (long)elapsed.TotalSeconds,
            TotalFiles = 1,
            FilesDone = 0,
            BackupDone = ByteSize.Format(progress.Bytes),
            Speed = Speed(progress.Bytes, elapsed),
        };
        return WriteAsync(new SnapshotComponent { Phase = SnapshotPhases.Running, ResticStats = [Stats(figures)] }, cancellationToken);
    }

    /// <summary>The component is stored and was read back.</summary>
    /// <param name="result">The restic snapshot, with its summary.</param>
    /// <param name="repositorySize">What the whole restic repository takes, in bytes.</param>
    /// <param name="end">When the dump was stored.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SucceedAsync(Restic.Operations.StreamBackupResult result, long repositorySize, DateTimeOffset end, CancellationToken cancellationToken)
    {
        Restic.Snapshots.SnapshotSummary summary = result.Snapshot.Summary!;
        TimeSpan elapsed = end - _start;
        SnapshotComponent value = new()
        {
            Phase = SnapshotPhases.Succeeded,
            Size = ByteSize.Format(repositorySize),
            Duration = GoDuration.FromTimeSpan(elapsed).ToString(),
            Integrity = true,
            ResticStats =
            [
                new ResticStats
                {
                    Summary = new ResticSummary
                    {
                        Id = result.Id.ToString(),
                        HostPath = fileName,
                        Size = ByteSize.Format(summary.TotalBytesProcessed),
                        Uploaded = ByteSize.Format(summary.DataAdded),
                        StartTime = _start.ToUniversalTime(),
                        EndTime = end.ToUniversalTime(),
                    },
                    Progress = new ResticProgress
                    {
                        SecondsElapsed = (long)elapsed.TotalSeconds,
                        PercentDone = "100%",
                        TotalFiles = 1,
                        FilesDone = 1,
                        BackupDone = ByteSize.Format(summary.TotalBytesProcessed),
                        Total = ByteSize.Format(summary.TotalBytesProcessed),
                        Speed = Speed(summary.TotalBytesProcessed, elapsed),
                    },
                },
            ],
        };
        return WriteFinalAsync(value, cancellationToken);
    }

    /// <summary>The component failed.</summary>
    /// <param name="error">Why, beginning with the side that failed.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task FailAsync(string error, DateTimeOffset now, CancellationToken cancellationToken) => WriteFinalAsync(
        new SnapshotComponent
        {
            Phase = SnapshotPhases.Failed,
            Error = error,
            Duration = _path is null ? null : GoDuration.FromTimeSpan(now - _start).ToString(),
        },
        cancellationToken);

    private static string Speed(long bytes, TimeSpan elapsed) =>
        string.Create(CultureInfo.InvariantCulture, $"{ByteSize.Format((long)(bytes / Math.Max(0.001, elapsed.TotalSeconds)))}/s");

    private ResticStats Stats(ResticProgress? progress) => new()
    {
        Summary = new ResticSummary { HostPath = fileName, StartTime = _start.ToUniversalTime() },
        Progress = progress,
    };

    private async Task WriteFinalAsync(SnapshotComponent value, CancellationToken cancellationToken)
    {
        await WriteAsync(value, cancellationToken);
        IsFinal = true;
    }

    // The number of components goes with the first of them: a phase computed in between would find that all of none have succeeded.
    private Task WriteAsync(SnapshotComponent value, CancellationToken cancellationToken)
    {
        JsonNode json = JsonSerializer.SerializeToNode(value with { Path = _path, Driver = BackupDrivers.Restic }, ApiJsonContext.Default.SnapshotComponent)!;
        JsonObject status = new() { ["totalComponents"] = 1, ["components"] = new JsonObject { [component] = json } };
        return objects.PatchStatusAsync<Snapshot>(snapshot, status, cancellationToken);
    }
}
