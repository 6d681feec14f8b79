using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;
using Cairn.Operator.Statuses;

namespace Cairn.Operator.Controllers.RestoreSessions;

/// <summary>A restore as the steps of one call see it.</summary>
internal sealed class RestoreSessionRun(SessionServices services, RestoreSession session)
{
    /// <summary>The session as it is stored now.</summary>
    public RestoreSession Session { get; private set; } = session;

    /// <summary>The Snapshot that was chosen.</summary>
    public Snapshot? Snapshot { get; set; }

    /// <summary>Where the Snapshot is stored.</summary>
    public Repository? Repository { get; set; }

    /// <summary>What is restored into.</summary>
    public AppBinding? Target { get; set; }

    public string Namespace => Session.Metadata.NamespaceProperty;

    public string Name => Session.Metadata.Name;

    /// <summary>Namespace of Repository and Snapshot.</summary>
    public string SourceNamespace => Session.Spec?.DataSource?.Namespace is { Length: > 0 } given ? given : Namespace;

    /// <summary>Whether a session is over.</summary>
    public static bool IsOver(RestoreSession session) => Conditions.Has(session.Status?.Conditions, ConditionTypes.MetricsPushed);

    /// <summary>Whether there is a condition.</summary>
    public bool Has(string type) => Conditions.Has(Session.Status?.Conditions, type);

    /// <summary>A condition, or null.</summary>
    public Condition? Find(string type) => Conditions.Find(Session.Status?.Conditions, type);

    /// <summary>Changes the status, with the phase that follows from it.</summary>
    public async Task SaveAsync(Func<RestoreSessionStatus, RestoreSessionStatus> change, CancellationToken cancellationToken)
    {
        RestoreSessionStatus status = change(Session.Status ?? new RestoreSessionStatus());
        RestoreSession after = Session with { Status = status with { Phase = RestoreSessionPhaseRules.Of(status) } };
        Session = await services.Client.SaveStatusAsync(Session, after, cancellationToken);
    }

    /// <summary>Sets a condition.</summary>
    public Task SetAsync(string type, bool isTrue, string reason, string? message, CancellationToken cancellationToken) =>
        SaveAsync(status => status with { Conditions = Conditions.Set(status.Conditions, type, isTrue, reason, message, services.Now) }, cancellationToken);

    /// <summary>The restore cannot begin.</summary>
    public Task FailAsync(string problem, CancellationToken cancellationToken) =>
        SetAsync(ConditionTypes.RestoreExecutorEnsured, false, "FailedToEnsureRestoreExecutor", problem, cancellationToken);
}
