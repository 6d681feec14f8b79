namespace Cairn.Api.Rules.Naming;

/// <summary>
/// The labels that children of an object get: the parent's own, with those that say where the child belongs written over them. Each call
/// gives a new dictionary; the parent's labels stay as they are.
/// </summary>
public static class ObjectLabels
{
    /// <summary>Labels of what a BackupSession makes.</summary>
    public static Dictionary<string, string> ForBackupSession(
        IReadOnlyDictionary<string, string>? own, string name, string @namespace, string session) =>
        Merge(own, (LabelKeys.InvokerName, name), (LabelKeys.InvokerNamespace, @namespace), (LabelKeys.SessionName, session));

    /// <summary>Labels of what a RestoreSession, HookTemplate or BackupBlueprint makes.</summary>
    public static Dictionary<string, string> ForInvoker(IReadOnlyDictionary<string, string>? own, string name, string @namespace) =>
        Merge(own, (LabelKeys.InvokerName, name), (LabelKeys.InvokerNamespace, @namespace));

    /// <summary>Labels of what a BackupStorage, Repository or Snapshot makes.</summary>
    /// <param name="own">The object's own labels, or null.</param>
    /// <param name="kind">The object's kind.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="namespace">The object's namespace.</param>
    public static Dictionary<string, string> ForStorageKind(IReadOnlyDictionary<string, string>? own, string kind, string name, string @namespace) =>
        Merge(own, (LabelKeys.InvokerKind, kind), (LabelKeys.InvokerName, name), (LabelKeys.InvokerNamespace, @namespace));

    /// <summary>Labels of what a BackupVerificationSession makes.</summary>
    public static Dictionary<string, string> ForBackupVerificationSession(
        IReadOnlyDictionary<string, string>? own, string name, string @namespace, string session, string repository) =>
        Merge(own, (LabelKeys.InvokerName, name), (LabelKeys.InvokerNamespace, @namespace), (LabelKeys.SessionName, session),
            (LabelKeys.RepositoryName, repository));

    /// <summary>Labels of a Snapshot.</summary>
    /// <param name="repository">Name of its Repository.</param>
    /// <param name="appKind">Kind of what was backed up.</param>
    /// <param name="appNamespace">Namespace of what was backed up.</param>
    /// <param name="appName">Name of what was backed up.</param>
    public static Dictionary<string, string> OfSnapshot(string repository, string? appKind, string? appNamespace, string? appName) => new()
    {
        [LabelKeys.RepositoryName] = Value(repository),
        [LabelKeys.AppRefKind] = Value(appKind ?? ""),
        [LabelKeys.AppRefNamespace] = Value(appNamespace ?? ""),
        [LabelKeys.AppRefName] = Value(appName ?? ""),
    };

    /// <summary>
    /// A name as the value of a label. Kubernetes refuses values of more than 63 characters, names may have 253: what is longer keeps its
    /// two ends. Selecting by such a label finds candidates; the object's spec says whether it is the one.
    /// </summary>
    public static string Value(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length <= NameRules.MaxLength ? name : NameRules.Shorten(name).Trim('-', '.', '_');
    }

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string>? own, params ReadOnlySpan<(string Key, string Value)> added)
    {
        Dictionary<string, string> labels = own is null ? [] : new(own);
        labels[LabelKeys.ManagedBy] = LabelKeys.Manager;
        foreach ((string key, string value) in added)
        {
            labels[key] = Value(value);
        }

        return labels;
    }
}
