using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Api.Templates.Go;

namespace Cairn.Api.Templates;

/// <summary>What the templates of hooks see of the session they belong to.</summary>
public sealed record HookSummary
{
    /// <summary>Name of the BackupSession or RestoreSession.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The BackupConfiguration behind a backup; the RestoreSession itself for a restore.</summary>
    public TypedObjectReference? Invoker { get; init; }

    /// <summary>What is backed up or restored.</summary>
    public TypedObjectReference? Target { get; init; }

    /// <summary>How long it took, as the status says it. Empty while it is not known.</summary>
    public string Duration { get; init; } = "";

    /// <summary>What went wrong. Empty: nothing so far.</summary>
    public string Error { get; init; } = "";

    /// <summary>
    /// The data for <see cref="GoTemplate.Render"/>: Name, Namespace, Invoker and Target with APIGroup, Kind, Name and Namespace, and Status with
    /// Phase (Failed when there is an error, else Succeeded), Duration and Error.
    /// </summary>
    public TemplateRecord ToTemplateData() => new("Summary",
    [
        new(nameof(Name), Name),
        new(nameof(Namespace), Namespace),
        new(nameof(Invoker), Reference(nameof(Invoker), Invoker)),
        new(nameof(Target), Reference(nameof(Target), Target)),
        new("Status", new TemplateRecord("Status",
        [
            new("Phase", Error.Length > 0 ? BackupSessionPhases.Failed : BackupSessionPhases.Succeeded),
            new(nameof(Duration), Duration),
            new(nameof(Error), Error),
        ])),
    ]);

    /// <summary>
    /// What went wrong in a backup: the message of the first condition that is False, else that a Snapshot failed, else that retention did.
    /// Empty: nothing.
    /// </summary>
    public static string ErrorOf(BackupSessionStatus? status) =>
        FailedCondition(status?.Conditions)
        ?? ((status?.Snapshots ?? []).Any(item => item.Phase == SnapshotPhases.Failed) ? "one or more snapshots are failed" : null)
        ?? ((status?.RetentionPolicy ?? []).Any(item => item.Phase == RetentionPhases.FailedToApply)
            ? "one or more retention policies are failed to apply" : null)
        ?? "";

    /// <summary>What went wrong in a restore: the message of the first condition that is False, else the error of a failed component. Empty: nothing.</summary>
    public static string ErrorOf(RestoreSessionStatus? status) =>
        FailedCondition(status?.Conditions)
        ?? (status?.Components ?? new Dictionary<string, RestoreComponent>()).OrderBy(item => item.Key, StringComparer.Ordinal)
            .Where(item => item.Value.Phase == RestorePhases.Failed)
            .Select(item => string.IsNullOrEmpty(item.Value.Error) ? $"component {item.Key} failed" : item.Value.Error).FirstOrDefault()
        ?? "";

    private static string? FailedCondition(IReadOnlyList<Condition>? conditions) =>
        conditions?.FirstOrDefault(item => item.Status == "False") is not { } failed ? null
        : string.IsNullOrEmpty(failed.Message) ? failed.Reason ?? failed.Type : failed.Message;

    private static TemplateRecord Reference(string name, TypedObjectReference? reference) => new(name,
    [
        new("APIGroup", reference?.ApiGroup ?? ""),
        new("Kind", reference?.Kind ?? ""),
        new("Name", reference?.Name ?? ""),
        new("Namespace", reference?.Namespace ?? ""),
    ]);
}
