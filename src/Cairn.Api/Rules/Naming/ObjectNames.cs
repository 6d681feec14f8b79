using System.Globalization;

namespace Cairn.Api.Rules.Naming;

/// <summary>
/// The names of all objects that are made from others. They are computed, never remembered: who finds an object of that name has found the
/// one it would have made. Moments go into names as seconds since 1970 in UTC.
/// </summary>
public static class ObjectNames
{
    /// <summary>The BackupSession of one run of a session.</summary>
    public static string BackupSession(string backupConfiguration, string session, DateTimeOffset time) =>
        NameRules.Join(NameRules.MaxLength, backupConfiguration, session, Seconds(time));

    /// <summary>The Snapshot that a BackupSession makes in a Repository; the seconds at the end of the session's name stay at the end.</summary>
    public static string Snapshot(string repository, string backupSession)
    {
        ArgumentNullException.ThrowIfNull(backupSession);
        int hyphen = backupSession.LastIndexOf('-');
        bool hasTime = hyphen >= 0 && hyphen + 1 < backupSession.Length && backupSession.AsSpan(hyphen + 1).IndexOfAnyExceptInRange('0', '9') < 0;
        return hasTime
            ? NameRules.Join(NameRules.MaxLength, repository, backupSession[..hyphen], backupSession[(hyphen + 1)..])
            : NameRules.Join(NameRules.MaxLength, repository, backupSession, "");
    }

    /// <summary>The BackupVerificationSession of one verification of a Repository.</summary>
    public static string BackupVerificationSession(string repository, string session, DateTimeOffset time) =>
        NameRules.Join(NameRules.MaxLength, repository, session, Seconds(time));

    /// <summary>The CronJob that triggers a session; its ServiceAccount and RoleBinding have the same name.</summary>
    public static string TriggerCronJob(string backupConfiguration, string session) =>
        NameRules.Join(NameRules.MaxCronJobLength, "trigger", backupConfiguration, session);

    /// <summary>The CronJob that triggers the verification of what a session stored in a Repository.</summary>
    public static string VerificationCronJob(string repository, string session) =>
        NameRules.Join(NameRules.MaxCronJobLength, "trigger-verifier", repository, session);

    /// <summary>The Job that applies retention after a BackupSession; its RoleBinding has the same name.</summary>
    public static string RetentionJob(string backupConfiguration, string session, DateTimeOffset time) =>
        NameRules.WithProtectedSuffix($"retention-policy-{backupConfiguration}-{session}", Seconds(time));

    /// <summary>The Job that initialises a backend which only a pod can reach.</summary>
    public static string InitializerJob(string name) => NameRules.WithPrefix("init", name);

    /// <summary>The Job that uploads metadata to a backend which only a pod can reach.</summary>
    public static string UploaderJob(string name) => NameRules.WithPrefix("upload", name);

    /// <summary>The Job that erases data when an object with deletion policy WipeOut goes away.</summary>
    public static string CleanupJob(string name) => NameRules.WithPrefix("cleanup", name);

    /// <summary>The container that runs a task in a Job.</summary>
    /// <param name="task">The task's name, for example <c>logical-backup</c>.</param>
    /// <param name="index">The task's place in the session, from 0.</param>
    public static string TaskContainer(string task, int index) =>
        NameRules.WithProtectedSuffix(task, index.ToString(CultureInfo.InvariantCulture));

    /// <summary>The BackupConfiguration that a BackupBlueprint makes for a target.</summary>
    /// <param name="targetKind">The target's kind, in any case.</param>
    /// <param name="targetName">The target's name.</param>
    /// <param name="targetNamespace">The target's namespace.</param>
    /// <param name="configurationNamespace">Where the BackupConfiguration goes; if it is another namespace, the target's becomes part of the name.</param>
    public static string BlueprintConfiguration(string targetKind, string targetName, string targetNamespace, string configurationNamespace)
    {
        ArgumentNullException.ThrowIfNull(targetKind);
#pragma warning disable CA1308 // Names of objects are lower case by definition.
        string kind = targetKind.ToLowerInvariant();
#pragma warning restore CA1308
        return targetNamespace == configurationNamespace
            ? NameRules.Join(NameRules.MaxLength, kind, targetName)
            : NameRules.Join(NameRules.MaxLength, targetNamespace, kind, targetName);
    }

    private static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
