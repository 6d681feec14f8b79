namespace Cairn.Api.Addons;

/// <summary>The tasks of an addon.</summary>
public sealed record AddonDefinition
{
    /// <summary>Tasks of backups.</summary>
    public IReadOnlyList<TaskDefinition>? BackupTasks { get; init; }

    /// <summary>Tasks of restores.</summary>
    public IReadOnlyList<TaskDefinition>? RestoreTasks { get; init; }
}
