using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Api.Core;
using Cairn.Api.Rules.Quantities;
using Cairn.Api.Serialization;
using Cairn.Kubernetes;
using Cairn.Restic.Blobs;
using Cairn.Worker.Objects;

namespace Cairn.Worker.Statuses;

/// <summary>The component that a restore brings back, as the RestoreSession's status shows it.</summary>
/// <param name="objects">The cluster.</param>
/// <param name="session">The RestoreSession.</param>
/// <param name="component">Name of the component.</param>
internal sealed class RestoreComponentStatus(RunObjects objects, NamespacedName session, string component)
{
    private DateTimeOffset? _start;

    /// <summary>How many bytes there are to restore; 0 while that is not known.</summary>
    public long TotalBytes { get; set; }

    /// <summary>The component is under way.</summary>
    public Task StartAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        _start = now;
        return WriteAsync(new RestoreComponent { Phase = RestorePhases.Running }, cancellationToken);
    }

    /// <summary>How far it is.</summary>
    public Task ProgressAsync(TransferProgress progress, DateTimeOffset now, CancellationToken cancellationToken) => WriteAsync(
        new RestoreComponent { Phase = RestorePhases.Running, Progress = Describe(progress.Bytes, now, isDone: false) }, cancellationToken);

    /// <summary>Everything is restored.</summary>
    public Task SucceedAsync(TransferProgress progress, DateTimeOffset now, CancellationToken cancellationToken) => WriteAsync(
        new RestoreComponent { Phase = RestorePhases.Succeeded, Duration = DurationAt(now), Progress = Describe(progress.Bytes, now, isDone: true) },
        cancellationToken);

    /// <summary>It failed.</summary>
    /// <param name="error">Why, beginning with the side that failed.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task FailAsync(string error, DateTimeOffset now, CancellationToken cancellationToken) => WriteAsync(
        new RestoreComponent { Phase = RestorePhases.Failed, Error = error, Duration = DurationAt(now) }, cancellationToken);

    private string? DurationAt(DateTimeOffset now) => _start is null ? null : GoDuration.FromTimeSpan(now - _start.Value).ToString();

    private RestoreProgress Describe(long bytes, DateTimeOffset now, bool isDone)
    {
        TimeSpan elapsed = now - (_start ?? now);
        double share = isDone ? 1 : TotalBytes == 0 ? 0 : Math.Min(1, (double)bytes / TotalBytes);
        return new RestoreProgress
        {
            SecondsElapsed = (long)elapsed.TotalSeconds,
            PercentDone = TotalBytes == 0 && !isDone ? null : string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#}%"),
            TotalFiles = 1,
            FilesDone = isDone ? 1 : 0,
            RestoreDone = ByteSize.Format(bytes),
            Total = TotalBytes == 0 ? null : ByteSize.Format(TotalBytes),
            Speed = string.Create(CultureInfo.InvariantCulture, $"{ByteSize.Format((long)(bytes / Math.Max(0.001, elapsed.TotalSeconds)))}/s"),
        };
    }

    private Task WriteAsync(RestoreComponent value, CancellationToken cancellationToken)
    {
        JsonNode json = JsonSerializer.SerializeToNode(value, ApiJsonContext.Default.RestoreComponent)!;
        JsonObject status = new() { ["totalComponents"] = 1, ["components"] = new JsonObject { [component] = json } };
        return objects.PatchStatusAsync<RestoreSession>(session, status, cancellationToken);
    }
}
