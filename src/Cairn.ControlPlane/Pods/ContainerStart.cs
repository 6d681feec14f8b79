using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Pods.Processes;
using Cairn.ControlPlane.Pods.Variables;
using Cairn.ControlPlane.Pods.Volumes;

namespace Cairn.ControlPlane.Pods;

/// <summary>Turns a container into the command of a local process.</summary>
internal sealed class ContainerStart(PodContext context, JsonObject pod, IReadOnlyDictionary<string, string> volumes)
{
    private readonly ImageRule _images = new(context.Options);
    private readonly string _uid = pod.Text("metadata", "uid") ?? "";

    /// <summary>The command of a container.</summary>
    /// <exception cref="PodSetupException">It cannot be started, now or ever.</exception>
    public ContainerCommand Make(PodContainer container, MemoryGroup? group)
    {
        if (PodIdentity.NeedsUser(pod, container.Spec))
        {
            throw new PodSetupException("CreateContainerConfigError",
                "container has runAsNonRoot and would run as root: set securityContext.runAsUser", isFinal: false);
        }

        MountTable mounts = PodVolumes.Mounts(container.Spec, volumes);
        string home = Path.Combine(context.Files.Of(_uid), "home");
        Dictionary<string, string> variables = context.Environments.Build(pod, container.Spec, Own(mounts, home));
        List<string> words = [.. Words(container.Spec, "command", variables), .. Words(container.Spec, "args", variables)];
        foreach (string name in variables.Keys.Where(name => name is not (MountTable.Variable or "HOME" or "KUBECONFIG" or "PATH")).ToList())
        {
            variables[name] = mounts.Rewrite(variables[name]);
        }

        words = [.. words.Select(mounts.Rewrite)];
        string program = _images.Program(container.Image) ?? throw new PodSetupException("ErrImageNeverPull", _images.Refusal(container.Image), isFinal: true);
        (container.Mounts, container.Program) = (mounts, program);
        (string path, IEnumerable<string> arguments) = Program(container.Spec, program, words);
        bool canSwitch = Environment.IsPrivilegedProcess;
        return new ContainerCommand
        {
            Program = path,
            Arguments = [.. arguments],
            Environment = variables,
            WorkingDirectory = container.Spec.Text("workingDir") is { Length: > 0 } directory && mounts.Rewrite(directory) is var real && Directory.Exists(real)
                ? real : home,
            IdentityFile = context.Files.Identity(_uid, container.Name),
            Group = group,
            User = canSwitch ? PodIdentity.UserOf(pod, container.Spec) : null,
            UserGroup = canSwitch ? PodIdentity.GroupOf(pod, container.Spec) : null,
        };
    }

    /// <summary>Whether a word of a command names the program of the container's image.</summary>
    public static bool IsCairn(string word, string program) => Path.GetFileName(word) is var name && (name == Path.GetFileName(program) || name == "cairn");

    /// <summary>The memory limit of a container in bytes; null for none.</summary>
    public static long? MemoryLimit(PodContainer container) =>
        Quantities.Read(container.Spec.At("resources", "limits", "memory")) is { } bytes ? (long)decimal.Ceiling(bytes) : null;

    private IEnumerable<KeyValuePair<string, string>> Own(MountTable mounts, string home)
    {
        yield return new("HOME", home);
        yield return new(MountTable.Variable, mounts.ToJson());
        foreach (KeyValuePair<string, string> variable in context.ApiAccess.Variables(PodVolumesKubeConfig()))
        {
            yield return variable;
        }
    }

    private string? PodVolumesKubeConfig()
    {
        string path = Path.Combine(context.Files.SecretsOf(_uid), PodWorker.KubeConfigName);
        return File.Exists(path) ? path : null;
    }

    private static IEnumerable<string> Words(JsonObject spec, string name, IReadOnlyDictionary<string, string> variables) =>
        (spec[name] as JsonArray ?? []).Select(word => Expansion.Expand(word.Text() ?? "", variables));

    // As in an image whose entry point is cairn: a command replaces the entry point, and may name it again.
    private static (string Program, IEnumerable<string> Arguments) Program(JsonObject spec, string program, List<string> words)
    {
        bool hasCommand = spec["command"] is JsonArray { Count: > 0 };
        if (!hasCommand)
        {
            return (program, words);
        }

        return (IsCairn(words[0], program) ? program : words[0], words.Skip(1));
    }
}
