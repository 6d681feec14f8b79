using Cairn.Api.Core;
using Cairn.Api.Meta;

namespace Cairn.Api.Validation.Plans;

/// <summary>
/// What BackupConfigurations, BackupBatches and the patterns of BackupBlueprints have in common, so that a rule about plans is
/// written once.
/// </summary>
internal sealed record PlanView
{
    /// <summary>Where the backends stand.</summary>
    public required FieldPath BackendsPath { get; init; }

    /// <summary>The backends.</summary>
    public required IReadOnlyList<BackendSpec> Backends { get; init; }

    /// <summary>Where the sessions stand.</summary>
    public required FieldPath SessionsPath { get; init; }

    /// <summary>The sessions.</summary>
    public required IReadOnlyList<SessionView> Sessions { get; init; }

    /// <summary>Whether placeholders stand in for values: then only what is plain is judged.</summary>
    public bool IsPattern { get; init; }

    /// <summary>The view of a BackupConfiguration.</summary>
    public static PlanView Of(BackupConfiguration value) =>
        Of(value.Spec?.Backends, value.Spec?.Sessions, FieldPath.Spec, value.Spec?.Target, isPattern: false);

    /// <summary>The view of a blueprint's pattern.</summary>
    public static PlanView Of(BackupBlueprint value)
    {
        BackupConfigurationTemplate? template = value.Spec?.BackupConfigurationTemplate;
        return Of(template?.Backends, template?.Sessions, FieldPath.Spec.Field("backupConfigurationTemplate"), target: null, isPattern: true);
    }

    /// <summary>The view of a batch.</summary>
    public static PlanView Of(BackupBatch value)
    {
        FieldPath sessions = FieldPath.Spec.Field("sessions");
        return new()
        {
            BackendsPath = FieldPath.Spec.Field("backends"),
            Backends = value.Spec?.Backends ?? [],
            SessionsPath = sessions,
            Sessions = [.. (value.Spec?.Sessions ?? []).Select((session, i) => Batch(value, session, sessions.At(i)))],
        };
    }

    /// <summary>All parts of all sessions.</summary>
    public IEnumerable<SessionPart> Parts => Sessions.SelectMany(session => session.Parts);

    private static PlanView Of(
        IReadOnlyList<BackendSpec>? backends, IReadOnlyList<SessionSpec>? sessions, FieldPath path, TypedObjectReference? target, bool isPattern) => new()
        {
            BackendsPath = path.Field("backends"),
            Backends = backends ?? [],
            SessionsPath = path.Field("sessions"),
            Sessions = [.. (sessions ?? []).Select((session, i) => Single(session, path.Field("sessions").At(i), target))],
            IsPattern = isPattern,
        };

    private static SessionView Single(SessionSpec session, FieldPath path, TypedObjectReference? target) =>
        new(session, path, [new SessionPart(session.Addon, session.Repositories ?? [], target, path)]);

    private static SessionView Batch(BackupBatch batch, BatchSessionSpec session, FieldPath path) =>
        new(session, path, [.. (session.Targets ?? []).Select((part, i) => new SessionPart(
            part.Addon,
            part.Repositories ?? [],
            (batch.Spec?.Targets ?? []).FirstOrDefault(target => target.Name == part.Name)?.AppRef,
            path.Field("targets").At(i)))]);
}
