using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Api.Addons;
using Cairn.Api.Core;
using Cairn.Api.Serialization;

namespace Cairn.Api.Validation;

/// <summary>The choice of an addon and its tasks, wherever it stands.</summary>
internal static class AddonChecks
{
    /// <summary>The addon is named, has tasks, and knows them if it is known itself.</summary>
    public static void Check(AddonSpec? value, FieldPath path, bool isBackup, RuleContext context)
    {
        if (value is null)
        {
            context.Error(path, "is missing: name an Addon, such as postgres-addon, and its tasks");
            return;
        }

        bool isNamed = context.Require(path.Field("name"), value.Name, "is missing: name an Addon, such as postgres-addon");
        if (value.Tasks is not { Count: > 0 })
        {
            context.Error(path.Field("tasks"), $"no task is given: name one, such as {(isBackup ? "logical-backup" : "logical-backup-restore")}");
            return;
        }

        Addon? addon = isNamed ? Find(value.Name!, path.Field("name"), context) : null;
        IReadOnlyList<TaskDefinition>? known = isBackup ? addon?.Spec?.BackupTasks : addon?.Spec?.RestoreTasks;
        for (int i = 0; i < value.Tasks.Count; i++)
        {
            Check(value.Tasks[i], path.Field("tasks").At(i), known, value.Name ?? "", context);
        }
    }

    /// <summary>Volumes that a plan gives have placeholders of the task's values; the values themselves are taken as they are.</summary>
    private static void CheckVolumes(TaskReference value, FieldPath path, RuleContext context)
    {
        for (int i = 0; i < (value.AddonVolumes?.Count ?? 0); i++)
        {
            JsonNode? volume = JsonSerializer.SerializeToNode(value.AddonVolumes![i], ApiJsonContext.Default.AddonVolume);
            PlaceholderChecks.Check(volume, path.At(i), declared: null, context);
        }
    }

    private static Addon? Find(string name, FieldPath path, RuleContext context)
    {
        Addon? addon = context.Lookup.Find<Addon>("", name);
        if (addon is null && context.Lookup.IsComplete && !context.IsOpen(name))
        {
            context.Error(path, $"there is no Addon {name}");
        }

        return addon;
    }

    private static void Check(TaskReference value, FieldPath path, IReadOnlyList<TaskDefinition>? known, string addon, RuleContext context)
    {
        if (!context.IsPattern)
        {
            CheckVolumes(value, path.Field("addonVolumes"), context);
        }

        if (!context.Require(path.Field("name"), value.Name, "is missing: name a task of the addon") || known is null || context.IsOpen(value.Name!))
        {
            return;
        }

        if (known.FirstOrDefault(task => task.Name == value.Name) is not { } definition)
        {
            string names = string.Join(", ", known.Select(task => task.Name));
            context.Error(path.Field("name"), $"the Addon {addon} has no task {value.Name} here: it has {(names.Length == 0 ? "none" : names)}");
            return;
        }

        ParameterChecks.Check(definition.Parameters, value.Params, value.Variables, path.Field("params"), context);
    }
}
