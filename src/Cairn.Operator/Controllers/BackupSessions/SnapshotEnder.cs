using Cairn.Api.Core;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;

namespace Cairn.Operator.Controllers.BackupSessions;

/// <summary>Reads the Snapshots of a run, and ends those that nobody will end any more.</summary>
internal sealed class SnapshotEnder(SessionServices services)
{
    /// <summary>Reads the Snapshots and copies their phases into the session's status.</summary>
    public async Task RefreshAsync(BackupSessionRun run, CancellationToken cancellationToken)
    {
        List<SnapshotReferenceStatus> references = [];
        foreach (SnapshotReferenceStatus reference in run.Session.Status?.Snapshots ?? [])
        {
            Snapshot? snapshot = await services.Client.FindAsync<Snapshot>(new NamespacedName(run.Namespace, reference.Name ?? ""), cancellationToken);
            if (snapshot is null)
            {
                // It was deleted: by retention, when it had ended; by somebody else, and then this backup has failed.
                run.Snapshots.Remove(reference.Name ?? "");
                references.Add(reference with { Phase = IsEnd(reference.Phase) ? reference.Phase : SnapshotPhases.Failed });
                continue;
            }

            run.Snapshots[snapshot.Metadata.Name] = snapshot;
            references.Add(SnapshotSteps.ReferenceTo(snapshot));
        }

        await run.SaveAsync(status => status with { Snapshots = references }, cancellationToken);
    }

    /// <summary>Whether every Snapshot has succeeded or failed.</summary>
    public static bool AllEnded(BackupSessionRun run) => (run.Session.Status?.Snapshots ?? []).All(snapshot => IsEnd(snapshot.Phase));

    /// <summary>What changes while a backup gets on. Mere time is left out, as it also passes while nothing happens.</summary>
    public static string ProgressOf(BackupSessionRun run) => string.Join(
        ';',
        run.Snapshots.Values.SelectMany(snapshot => snapshot.Status?.Components ?? new Dictionary<string, SnapshotComponent>())
            .Select(item => $"{item.Key}:{item.Value.Phase}:{item.Value.Size}:{ProgressOf(item.Value)}"));

    /// <summary>Why a Snapshot failed; null: it did not, or does not say.</summary>
    public static string? ReasonOf(Snapshot snapshot) =>
        Conditions.Find(snapshot.Status?.Conditions, ConditionTypes.BackupIncomplete)?.Message
        ?? snapshot.Status?.Components?.Values.FirstOrDefault(component => component.Error is not null)?.Error
        ?? snapshot.Status?.Conditions?.FirstOrDefault(item => item.Status == "False")?.Message;

    /// <summary>Ends the Snapshots that have not ended, with the reason.</summary>
    public async Task EndAsync(BackupSessionRun run, string problem, CancellationToken cancellationToken)
    {
        await RefreshAsync(run, cancellationToken);
        foreach (Snapshot snapshot in run.Snapshots.Values.Where(item => !IsEnd(SnapshotPhaseRules.Of(item.Status))).ToArray())
        {
            SnapshotStatus status = snapshot.Status ?? new SnapshotStatus();
            SnapshotStatus ended = status with
            {
                Components = status.Components?.ToDictionary(item => item.Key, item => IsEnd(item.Value.Phase) ? item.Value
                    : item.Value with { Phase = SnapshotPhases.Failed, Error = item.Value.Error ?? problem }),
                Conditions = Conditions.Set(
                    status.Conditions, ConditionTypes.BackupIncomplete, true, "BackupExecutorTerminatedBeforeCompletion", problem, services.Now),
            };
            Snapshot after = snapshot with { Status = ended with { Phase = SnapshotPhaseRules.Of(ended) } };
            run.Snapshots[snapshot.Metadata.Name] = await services.Client.SaveStatusAsync(snapshot, after, cancellationToken);
        }

        await RefreshAsync(run, cancellationToken);
    }

    private static string ProgressOf(SnapshotComponent component) => string.Join(',', (component.ResticStats ?? [])
        .Select(stats => $"{stats.Progress?.PercentDone}/{stats.Progress?.BackupDone}/{stats.Progress?.FilesDone}"));

    private static bool IsEnd(string? phase) => phase is SnapshotPhases.Succeeded or SnapshotPhases.Failed;
}
