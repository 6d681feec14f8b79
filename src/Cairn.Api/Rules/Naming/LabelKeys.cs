namespace Cairn.Api.Rules.Naming;

/// <summary>Keys and fixed values of the labels and annotations that the API's objects and their children carry.</summary>
public static class LabelKeys
{
    /// <summary>Says who manages an object; its value is <see cref="Manager"/>.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>The value of <see cref="ManagedBy"/>.</summary>
    public const string Manager = "kubestash.com";

    /// <summary>The part an object plays, for example <c>kubestash-backup</c>.</summary>
    public const string Component = "app.kubernetes.io/component";

    /// <summary>The name of the object that a child belongs to.</summary>
    public const string InvokerName = "kubestash.com/invoker-name";

    /// <summary>The namespace of the object that a child belongs to.</summary>
    public const string InvokerNamespace = "kubestash.com/invoker-namespace";

    /// <summary>The kind of the object that a child belongs to.</summary>
    public const string InvokerKind = "kubestash.com/invoker-kind";

    /// <summary>The session of a BackupConfiguration.</summary>
    public const string SessionName = "kubestash.com/session-name";

    /// <summary>The Repository of a Snapshot.</summary>
    public const string RepositoryName = "kubestash.com/repo-name";

    /// <summary>The kind of what was backed up.</summary>
    public const string AppRefKind = "kubestash.com/app-ref-kind";

    /// <summary>The namespace of what was backed up.</summary>
    public const string AppRefNamespace = "kubestash.com/app-ref-namespace";

    /// <summary>The name of what was backed up.</summary>
    public const string AppRefName = "kubestash.com/app-ref-name";

    /// <summary>The version of the database that was backed up; an annotation of Snapshots.</summary>
    public const string DatabaseVersion = "kubedb.com/db-version";

    /// <summary>Annotation of a target: the BackupBlueprint it wants.</summary>
    public const string BlueprintName = "blueprint.kubestash.com/name";

    /// <summary>Annotation of a target: the namespace of that BackupBlueprint.</summary>
    public const string BlueprintNamespace = "blueprint.kubestash.com/namespace";

    /// <summary>Annotation of a target: the blueprint's sessions it wants, separated by commas; absent: all.</summary>
    public const string BlueprintSessionNames = "blueprint.kubestash.com/session-names";

    /// <summary>Start of annotations of a target that give a blueprint's placeholders their values.</summary>
    public const string VariablePrefix = "variables.kubestash.com/";

    /// <summary>
    /// Annotation of a Snapshot whose data has been erased already, with the value true: what deletes it need not do so again. Set by retention.
    /// </summary>
    public const string DataErased = "cairn/data-erased";
}
