using Cairn.Api.Core;
using Cairn.Operator.Statuses;

namespace Cairn.Operator.Controllers.BackupConfigurations;

/// <summary>Says in a condition what a plan asks for and this version does not do, instead of passing it over in silence.</summary>
internal static class NotSupported
{
    /// <summary>The condition: false while a plan or session asks for something that is not done.</summary>
    public const string Condition = "FeaturesSupported";

    /// <summary>The reason of the condition.</summary>
    public const string Reason = "NotSupportedYet";

    /// <summary>The status with the condition, or without it when nothing is missing.</summary>
    public static BackupConfigurationStatus Mark(BackupConfigurationStatus status, BackupConfiguration plan, DateTimeOffset now)
    {
        string? missing = OfPlan(plan.Spec);
        return status with
        {
            Conditions = missing is null
                ? Conditions.Remove(status.Conditions, Condition)
                : Conditions.Set(status.Conditions, Condition, false, Reason, missing, now),
        };
    }

    /// <summary>What a plan asks for that is not done; null: nothing.</summary>
    public static string? OfPlan(BackupConfigurationSpec? spec)
    {
        string[] hooks = [.. (spec?.Sessions ?? []).Where(session => session.Hooks is { PreBackup.Count: > 0 } or { PostBackup.Count: > 0 })
            .Select(session => session.Name ?? "")];
        string[] verified = [.. (spec?.Sessions ?? []).SelectMany(session => session.Repositories ?? []).Where(item => item.BackupVerifier is not null)
            .Select(item => item.Name ?? "").Distinct()];
        string[] parts =
        [
            .. hooks.Length > 0 ? [$"hooks are not run yet (session {string.Join(", ", hooks)}): backups go without them"] : Array.Empty<string>(),
            .. verified.Length > 0 ? [$"backups are not verified by a BackupVerifier yet (repository {string.Join(", ", verified)})"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? null : $"In this version {string.Join("; ", parts)}.";
    }

    /// <summary>What a restore asks for that is not done; null: nothing.</summary>
    public static string? OfRestore(RestoreSessionSpec? spec)
    {
        string[] parts =
        [
            .. spec?.Hooks is { PreRestore.Count: > 0 } or { PostRestore.Count: > 0 }
                ? ["hooks are not run yet: the restore goes without them"] : Array.Empty<string>(),
            .. spec?.ManifestOptions is not null ? ["manifests of databases are not restored: manifestOptions have no effect"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? null : $"In this version {string.Join("; ", parts)}.";
    }
}
