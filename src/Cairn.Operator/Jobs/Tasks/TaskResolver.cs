using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Cairn.Api.Addons;
using Cairn.Api.Core;
using Cairn.Api.Rules.Naming;
using Cairn.Api.Rules.Versions;
using Cairn.Api.Serialization;
using Cairn.Api.Templates.Placeholders;

namespace Cairn.Operator.Jobs.Tasks;

/// <summary>
/// Turns the tasks that a session names into Functions without placeholders: (1) finds the task in the Addon and its Function; (2) collects the
/// values; (3) fills them into the Function, the addon's entry and the user's volumes, as JSON, so that no value can break out of its place;
/// (4) chooses the version of the client programs when the image asks for one.
/// </summary>
/// <param name="addon">The Addon.</param>
/// <param name="functions">The Functions by name.</param>
/// <param name="identity">Values that say which run it is; see <see cref="TaskInputs"/>.</param>
/// <param name="databaseVersion">Version of the database; null when the target does not tell.</param>
internal sealed class TaskResolver(
    Addon addon, IReadOnlyDictionary<string, Function> functions, IReadOnlyDictionary<string, string> identity, string? databaseVersion)
{
    private const string VersionName = "DB_VERSION";

    /// <summary>The tasks of a backup or a restore, in their order.</summary>
    /// <exception cref="TaskException">One of them cannot be resolved.</exception>
    public IReadOnlyList<ResolvedTask> Resolve(IReadOnlyList<TaskReference> references, bool isBackup) =>
        [.. references.Select((reference, i) => Resolve(reference, i, isBackup))];

    /// <summary>Names of the Functions that tasks need, as far as the Addon knows the tasks.</summary>
    public static IEnumerable<string> FunctionsOf(Addon addon, IReadOnlyList<TaskReference> references, bool isBackup) =>
        references.Select(reference => Find(addon, reference, isBackup)?.Function).OfType<string>().Distinct(StringComparer.Ordinal);

    private static TaskDefinition? Find(Addon addon, TaskReference reference, bool isBackup) =>
        ((isBackup ? addon.Spec?.BackupTasks : addon.Spec?.RestoreTasks) ?? []).FirstOrDefault(item => item.Name == reference.Name);

    private ResolvedTask Resolve(TaskReference reference, int index, bool isBackup)
    {
        // :: Step 1
        TaskDefinition definition = Find(addon, reference, isBackup) ?? throw new TaskException(
            $"Addon {addon.Metadata.Name} has no {(isBackup ? "backup" : "restore")} task {reference.Name}: name one that it has, or change the Addon.");
        Function function = functions.GetValueOrDefault(definition.Function ?? "") ?? throw new TaskException(
            $"There is no Function {definition.Function}, which task {reference.Name} of Addon {addon.Metadata.Name} needs: apply it.");
        CheckExecutor(definition);

        // :: Step 2
        Dictionary<string, string> values = TaskValues.Of(definition, reference, identity);
        string[] missing = [.. TaskValues.Missing(definition, values)];
        if (missing.Length > 0)
        {
            throw new TaskException($"Task {reference.Name} needs {string.Join(", ", missing)}: give it under params.");
        }

        // :: Step 3-4
        AddVersion(function, values);
        string where = $"Function {definition.Function}";
        FunctionSpec spec = Fill(function.Spec ?? new FunctionSpec(), ApiJsonContext.Default.FunctionSpec, values, where);
        if (string.IsNullOrWhiteSpace(spec.Image))
        {
            throw new TaskException($"Function {definition.Function} has no image: set spec.image.");
        }

        return new ResolvedTask
        {
            Container = ObjectNames.TaskContainer(reference.Name!, index),
            Definition = Fill(
                definition with { Parameters = null }, ApiJsonContext.Default.TaskDefinition, values, $"task {reference.Name} of Addon {addon.Metadata.Name}"),
            Function = spec,
            Volumes = [.. (reference.AddonVolumes ?? []).Select(
                volume => Fill(volume, ApiJsonContext.Default.AddonVolume, values, $"addonVolumes of task {reference.Name}"))],
            TargetVolumes = reference.TargetVolumes is { } target
                ? Fill(target, ApiJsonContext.Default.TargetVolumes, values, $"targetVolumes of task {reference.Name}") : null,
            Variables = reference.Variables ?? [],
        };
    }

    private static void CheckExecutor(TaskDefinition definition)
    {
        if (definition.Executor is not (null or "" or TaskExecutors.Job))
        {
            throw new TaskException($"Task {definition.Name} wants to run as {definition.Executor}: Cairn runs tasks as Jobs only.");
        }
    }

    private void AddVersion(Function function, Dictionary<string, string> values)
    {
        if (function.Spec?.Image?.Contains($"${{{VersionName}", StringComparison.Ordinal) != true || values.ContainsKey(VersionName))
        {
            return;
        }

        if (!ClientVersionChoice.TryChoose(databaseVersion, function.Spec.AvailableVersions ?? [], out ClientVersion? choice, out string? problem))
        {
            throw new TaskException(databaseVersion is null
                ? $"The image of Function {function.Metadata.Name} depends on the version of the database: set spec.version of the AppBinding."
                : $"No image of Function {function.Metadata.Name} can be chosen: {problem}");
        }

        values[VersionName] = choice!.Version;
    }

    private static T Fill<T>(T value, JsonTypeInfo<T> type, IReadOnlyDictionary<string, string> values, string where)
        where T : class
    {
        try
        {
            JsonNode? filled = JsonPlaceholders.Fill(JsonSerializer.SerializeToNode(value, type), values);
            return filled.Deserialize(type)!;
        }
        catch (PlaceholderException error)
        {
            throw new TaskException($"The placeholders of {where} cannot be filled in: {error.Message}");
        }
        catch (JsonException error)
        {
            throw new TaskException($"With its placeholders filled in, {where} is no longer valid: {error.Message}");
        }
    }
}
