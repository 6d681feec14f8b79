using Cairn.Api.Addons;
using Cairn.Api.Meta;
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

    private static V1Container Of(ResolvedTask task, IReadOnlyList<V1VolumeMount> storageMounts, JobSettings settings)
    {
        FunctionSpec function = task.Function;
        ContainerRuntimeSettings runtime = function.RuntimeSettings ?? new ContainerRuntimeSettings();
        bool isOwn = IsOwn(task, settings);
        return new V1Container
        {
            Name = task.Container,
            Image = function.Image,
            Command = OrNull(function.Command),
            Args = [.. function.Args ?? []],
            WorkingDir = function.WorkingDir,
            Ports = OrNull(function.Ports),
            Env = new EnvironmentVariables().Add([new V1EnvVar { Name = "TMPDIR", Value = isOwn ? TaskInputs.ScratchPath : TemporaryPath }])
                .AddPriorities(runtime).Add(runtime.Env).Add(task.Variables).ToList(),
            EnvFrom = OrNull(runtime.EnvFrom),
            Resources = runtime.Resources,
            LivenessProbe = runtime.LivenessProbe,
            ReadinessProbe = runtime.ReadinessProbe,
            Lifecycle = runtime.Lifecycle,
            SecurityContext = runtime.SecurityContext,
            VolumeMounts = Volumes.Merge([.. MountsOf(task, isOwn), .. storageMounts]),
            VolumeDevices = OrNull(function.VolumeDevices),
        };
    }

    private static IEnumerable<V1VolumeMount> MountsOf(ResolvedTask task, bool isOwn) =>
    [
        .. task.Function.VolumeMounts ?? [], .. task.Definition.VolumeMounts ?? [], .. task.TargetVolumes?.VolumeMounts ?? [],
        .. isOwn ? Array.Empty<V1VolumeMount>() : [new V1VolumeMount { Name = Temporary.Name, MountPath = TemporaryPath }],
    ];

    private static IList<T>? OrNull<T>(IReadOnlyList<T>? items) => items is { Count: > 0 } ? [.. items] : null;

    private const string TemporaryPath = "/tmp";

    /// <summary>Programs of others expect a directory that every system has; with a root that cannot be written to, it has to be a volume.</summary>
    private static V1Volume Temporary => new() { Name = "cairn-tmp", EmptyDir = new V1EmptyDirVolumeSource() };

    private static bool IsOwn(ResolvedTask task, JobSettings settings) => task.Function.Image == settings.Image;
}
