using Cairn.Api.Core;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;

namespace Cairn.Operator.Controllers.BackupSessions;

/// <summary>A backup that was admitted, as the steps of one call see it.</summary>
internal sealed class BackupSessionRun(SessionServices services, BackupSession session)
{
    /// <summary>The session as it is stored now.</summary>
    public BackupSession Session { get; private set; } = session;

    /// <summary>Its plan with defaults. Null: it was deleted meanwhile.</summary>
    public BackupConfiguration? Plan { get; init; }

    /// <summary>The plan's session. Null: it was taken out of the plan meanwhile.</summary>
    public SessionSpec? Settings { get; init; }

    /// <summary>Snapshots as they were last read, by name.</summary>
    public Dictionary<string, Snapshot> Snapshots { get; } = [];

    public string Namespace => Session.Metadata.NamespaceProperty;

    public string Name => Session.Metadata.Name;

    /// <summary>The state of conditions.</summary>
    public bool Has(string type) => Conditions.Has(Session.Status?.Conditions, type);

    /// <summary>Whether a condition is true.</summary>
    public bool IsTrue(string type) => Conditions.IsTrue(Session.Status?.Conditions, type);

    /// <summary>Whether a condition is false.</summary>
    public bool IsFalse(string type) => Conditions.IsFalse(Session.Status?.Conditions, type);

    /// <summary>Whether a session is over.</summary>
    public static bool IsOver(BackupSession session) =>
        Conditions.IsTrue(session.Status?.Conditions, ConditionTypes.BackupSkipped) || Conditions.Has(session.Status?.Conditions, ConditionTypes.MetricsPushed);

    /// <summary>Changes the status, with the phase that follows from it.</summary>
    public async Task SaveAsync(Func<BackupSessionStatus, BackupSessionStatus> change, CancellationToken cancellationToken)
    {
        BackupSessionStatus status = change(Session.Status ?? new BackupSessionStatus());
        BackupSession after = Session with { Status = status with { Phase = BackupSessionPhaseRules.Of(status) } };
        Session = await services.Client.SaveStatusAsync(Session, after, cancellationToken);
    }

    /// <summary>Sets a condition.</summary>
    public Task SetAsync(string type, bool isTrue, string reason, string? message, CancellationToken cancellationToken) =>
        SaveAsync(status => status with { Conditions = Conditions.Set(status.Conditions, type, isTrue, reason, message, services.Now) }, cancellationToken);

    /// <summary>A condition of the run.</summary>
    public Cairn.Api.Meta.Condition? Find(string type) => Conditions.Find(Session.Status?.Conditions, type);
}
