using Cairn.Api.Addons;
using Cairn.Api.Core;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Jobs.Tasks;

namespace Cairn.Operator.Controllers;

/// <summary>Finds the Addon and the Functions of tasks, and resolves them.</summary>
internal static class TaskLoader
{
    /// <summary>The tasks, ready to be run.</summary>
    /// <exception cref="TaskException">Something is missing or cannot be filled in.</exception>
    public static IReadOnlyList<ResolvedTask> Load(
        ControllerManager manager, AddonSpec? spec, bool isBackup, IReadOnlyDictionary<string, string> identity, string? databaseVersion)
    {
        string name = spec?.Name ?? "";
        Addon addon = manager.Cache<Addon>().Find(new NamespacedName("", name)) ?? throw new TaskException(
            $"There is no Addon {name}: apply it; 'cairn install' brings the default ones.");
        IReadOnlyList<TaskReference> references = spec?.Tasks ?? [];
        Dictionary<string, Function> functions = TaskResolver.FunctionsOf(addon, references, isBackup)
            .Select(function => manager.Cache<Function>().Find(new NamespacedName("", function))).OfType<Function>()
            .ToDictionary(function => function.Metadata.Name);
        return new TaskResolver(addon, functions, identity, databaseVersion).Resolve(references, isBackup);
    }
}
