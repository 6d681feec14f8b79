using Cairn.Api.Storage;
using Cairn.Operator.Jobs.Pods;
using Cairn.Operator.Jobs.Tasks;
using k8s.Models;

namespace Cairn.Operator.Jobs;

/// <summary>The containers of tasks, and the volumes that they and local BackupStorages need.</summary>
internal static class TaskContainers
{
    /// <summary>One container a task.</summary>
    public static IReadOnlyList<V1Container> Of(IReadOnlyList<ResolvedTask> tasks, IReadOnlyList<V1VolumeMount> storageMounts, JobSettings settings) =>
        [.. tasks.Select(task => Of(task, storageMounts, settings))];

    /// <summary>Volumes of tasks and storages.</summary>
    public static IReadOnlyList<V1Volume> VolumesOf(IReadOnlyList<ResolvedTask> tasks, IEnumerable<V1Volume> storages, JobSettings settings) =>
        [.. Volumes.OfTasks(tasks), .. tasks.Any(task => !IsOwn(task, settings)) ? [Temporary] : Array.Empty<V1Volume>(), .. storages];

    /// <summary>The volumes of local BackupStorages, and where they are mounted.</summary>
    public static (IReadOnlyList<V1Volume> Volumes, IReadOnlyList<V1VolumeMount> Mounts) OfStorages(IEnumerable<BackupStorage> storages)
    {
        (V1Volume Volume, V1VolumeMount Mount)[] all = [.. storages.Where(Volumes.IsLocal).DistinctBy(storage => storage.Spec!.Storage!.Local)
            .Select(Volumes.OfStorage)];
        string? twice = all.GroupBy(item => item.Mount.MountPath.TrimEnd('/')).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null
            ? ([.. all.Select(item => item.Volume)], [.. all.Select(item => item.Mount)])
            : throw new TaskException($"Two BackupStorages of the session are mounted at {twice}: give one of them another mountPath.");
    }

    /// <summary>The pod's settings that local BackupStorages ask for, which a run that writes into them needs as well.</summary>
    public static V1PodSecurityContext? SecurityOf(IEnumerable<BackupStorage> storages) =>
        storages.Where(Volumes.IsLocal).Select(storage => storage.Spec?.RuntimeSettings?.Pod?.SecurityContext).FirstOrDefault(item => item is not null);

    private static V1Container Of(ResolvedTask task, IReadOnlyList<V1VolumeMount> storageMounts, JobSettings settings) => new()
    {
        Name = task.Container,
        Image = task.Function.Image,
        Command = task.Function.Command is { Count: > 0 } command ? [.. command] : null,
        Args = [.. task.Function.Args ?? []],
        WorkingDir = task.Function.WorkingDir,
        Ports = task.Function.Ports is { Count: > 0 } ports ? [.. ports] : null,
        Env = new EnvironmentVariables().Add([new V1EnvVar { Name = "TMPDIR", Value = IsOwn(task, settings) ? TaskInputs.ScratchPath : TemporaryPath }])
            .AddPriorities(task.Function.RuntimeSettings).Add(task.Function.RuntimeSettings?.Env).Add(task.Variables).ToList(),
        EnvFrom = task.Function.RuntimeSettings?.EnvFrom is { Count: > 0 } sources ? [.. sources] : null,
        Resources = task.Function.RuntimeSettings?.Resources,
        LivenessProbe = task.Function.RuntimeSettings?.LivenessProbe,
        ReadinessProbe = task.Function.RuntimeSettings?.ReadinessProbe,
        Lifecycle = task.Function.RuntimeSettings?.Lifecycle,
        SecurityContext = task.Function.RuntimeSettings?.SecurityContext,
        VolumeMounts =
        [
            .. task.Function.VolumeMounts ?? [], .. task.Definition.VolumeMounts ?? [], .. task.TargetVolumes?.VolumeMounts ?? [],
            .. IsOwn(task, settings) ? Array.Empty<V1VolumeMount>() : [new V1VolumeMount { Name = Temporary.Name, MountPath = TemporaryPath }],
            .. storageMounts,
        ],
        VolumeDevices = task.Function.VolumeDevices is { Count: > 0 } devices ? [.. devices] : null,
    };

    private const string TemporaryPath = "/tmp";

    /// <summary>Programs of others expect a directory that every system has; with a root that cannot be written to, it has to be a volume.</summary>
    private static V1Volume Temporary => new() { Name = "cairn-tmp", EmptyDir = new V1EmptyDirVolumeSource() };

    private static bool IsOwn(ResolvedTask task, JobSettings settings) => task.Function.Image == settings.Image;
}
