using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Controllers;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Pods.Processes;
using Cairn.ControlPlane.Pods.Variables;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Pods.Volumes;

/// <summary>Makes the volumes of a Pod as directories.</summary>
internal sealed class PodVolumes(ApiAccess api, PodFiles files, Func<JsonObject, string?, string> issueToken)
{
    private const long DefaultMode = 420;
    private const int OwnerBits = 0b111_000_000;

    private readonly VolumeData _data = new(api);

    /// <summary>Makes all volumes; may be called again after a failure.</summary>
    /// <returns>The directory or file of each volume.</returns>
    /// <exception cref="PodSetupException">Something is missing, or cannot be done on this machine.</exception>
    public Dictionary<string, string> Make(JsonObject pod)
    {
        files.Make(Uid(pod));
        Dictionary<string, string> paths = [];
        foreach (JsonObject volume in (pod.At("spec", "volumes") as JsonArray ?? []).OfType<JsonObject>())
        {
            string name = volume.Text("name") ?? "";
            paths[name] = Make(pod, name, volume);
        }

        return paths;
    }

    /// <summary>Makes the home directory of the Pod's processes, and the file that leads them to the API where the Pod has a token.</summary>
    public void MakeHome(JsonObject pod, Func<JsonObject, string> kubeConfig)
    {
        Directory(pod, Path.Combine(files.Of(Uid(pod)), "home"));
        Own(pod, files.SecretsOf(Uid(pod)));
        bool hasToken = (pod.At("spec", "volumes") as JsonArray ?? []).Any(volume => (volume.At("projected", "sources") as JsonArray ?? [])
            .Any(source => source.At("serviceAccountToken") is not null));
        if (hasToken)
        {
            byte[] text = Encoding.UTF8.GetBytes(kubeConfig(pod));
            Put(pod, files.SecretsOf(Uid(pod)), [(PodWorker.KubeConfigName, text, null)], new JsonObject());
        }
    }

    /// <summary>The mounts of a container.</summary>
    public static MountTable Mounts(JsonObject container, IReadOnlyDictionary<string, string> volumes) => new(
        from mount in container["volumeMounts"] as JsonArray ?? []
        where volumes.ContainsKey(mount.Text("name") ?? "")
        select (mount.Text("mountPath") ?? "", Sub(volumes[mount.Text("name")!], mount.Text("subPath") ?? "")));

    private string Make(JsonObject pod, string name, JsonObject volume)
    {
        string @namespace = pod.Text("metadata", "namespace") ?? "";
        string open = Path.Combine(files.Of(Uid(pod)), "volumes", name);
        string secret = Path.Combine(files.SecretsOf(Uid(pod)), name);
        if (volume.At("emptyDir") is { } empty)
        {
            return Directory(pod, empty.Text("medium") == "Memory" ? secret : open);
        }

        if (volume.At("hostPath") is { } host)
        {
            return HostPath(name, host);
        }

        if (volume.Text("persistentVolumeClaim", "claimName") is { } claim)
        {
            return Claim(pod, name, claim);
        }

        if (volume.At("secret") is { } fromSecret)
        {
            Put(pod, secret, _data.Read(true, @namespace, fromSecret.Text("secretName"), fromSecret, name), fromSecret);
            return secret;
        }

        if (volume.At("configMap") is { } fromMap)
        {
            Put(pod, open, _data.Read(false, @namespace, fromMap.Text("name"), fromMap, name), fromMap);
            return open;
        }

        if (volume.At("downwardAPI") is { } fields)
        {
            Put(pod, open, Fields(pod, fields), fields);
            return open;
        }

        if (volume.At("projected") is { } projected)
        {
            Put(pod, secret, Projected(pod, projected, name), projected);
            return secret;
        }

        string kind = volume.Select(entry => entry.Key).FirstOrDefault(key => key != "name") ?? "nothing";
        throw new PodSetupException("FailedMount", $"volume \"{name}\" is of the kind {kind}, which a single machine does not have; "
            + "use emptyDir, hostPath, persistentVolumeClaim, secret, configMap, downwardAPI or projected", isFinal: true);
    }

    private IEnumerable<(string Path, byte[] Bytes, long? Mode)> Projected(JsonObject pod, JsonNode projected, string volume)
    {
        string @namespace = pod.Text("metadata", "namespace") ?? "";
        foreach (JsonNode? source in projected.At("sources") as JsonArray ?? [])
        {
            if (source.Text("serviceAccountToken", "path") is { } path)
            {
                yield return (path, Encoding.UTF8.GetBytes(issueToken(pod, source.Text("serviceAccountToken", "audience"))), null);
            }

            bool isSecret = source.At("secret") is not null;
            JsonNode? reference = source.At("secret") ?? source.At("configMap");
            foreach ((string, byte[], long?) item in reference is null ? [] : _data.Read(isSecret, @namespace, reference.Text("name"), reference, volume))
            {
                yield return item;
            }

            foreach ((string, byte[], long?) item in source.At("downwardAPI") is { } fields ? Fields(pod, fields) : [])
            {
                yield return item;
            }
        }
    }

    private static IEnumerable<(string Path, byte[] Bytes, long? Mode)> Fields(JsonObject pod, JsonNode fields) =>
        from item in fields.At("items") as JsonArray ?? []
        let container = (pod.At("spec", "containers") as JsonArray ?? []).FirstOrDefault(each =>
            each.Text("name") == item.Text("resourceFieldRef", "containerName"))
        let text = item.Text("fieldRef", "fieldPath") is { } path ? FieldValues.Field(pod, path) : FieldValues.Resource(container, item.At("resourceFieldRef"))
        select (item.Text("path") ?? "", Encoding.UTF8.GetBytes(text), item.Number("mode"));

    private static void Put(JsonObject pod, string directory, IEnumerable<(string Path, byte[] Bytes, long? Mode)> content, JsonNode source)
    {
        Directory(pod, directory);
        long common = source.Number("defaultMode") ?? DefaultMode;
        foreach ((string path, byte[] bytes, long? mode) in content)
        {
            string file = Sub(directory, path);
            Directory(pod, Path.GetDirectoryName(file)!);
            // Others than the owner get at nothing, whatever mode is asked for: there is no container between them and the file.
            UnixFiles.Write(file, bytes, (UnixFileMode)((mode ?? common) & OwnerBits) | UnixFileMode.UserRead);
            Own(pod, file);
        }
    }

    private static string HostPath(string name, JsonNode host)
    {
        string path = host.Text("path") ?? "/";
        string type = host.Text("type") ?? "";
        if (type == "DirectoryOrCreate" || (type.Length == 0 && !File.Exists(path)))
        {
            System.IO.Directory.CreateDirectory(path);
        }
        else if (type == "FileOrCreate" && !File.Exists(path))
        {
            File.WriteAllBytes(path, []);
        }

        bool isThere = type switch
        {
            "File" or "FileOrCreate" => File.Exists(path),
            "Directory" => System.IO.Directory.Exists(path),
            _ => Path.Exists(path),
        };
        return isThere ? path : throw new PodSetupException("FailedMount",
            $"MountVolume.SetUp failed for volume \"{name}\" : hostPath type check failed: {path} is not a {type.ToLowerInvariant()}", isFinal: false);
    }

    private string Claim(JsonObject pod, string volume, string claim)
    {
        JsonObject? found = api.Get(new ObjectKey(ResourceNames.Claims, pod.Text("metadata", "namespace") ?? "", claim));
        string? path = found.Text("spec", "volumeName") is { } name && found.Text("status", "phase") == "Bound"
            ? api.Get(new ObjectKey(ResourceNames.Volumes, "", name)).Text("spec", "hostPath", "path") : null;
        if (path is null)
        {
            throw new PodSetupException("FailedMount", found is null ? $"persistentvolumeclaim \"{claim}\" not found"
                : $"volume \"{volume}\" waits for persistentvolumeclaim \"{claim}\" to be bound to a volume with a hostPath", isFinal: false);
        }

        return Directory(pod, path);
    }

    private static string Directory(JsonObject pod, string path)
    {
        if (!System.IO.Directory.Exists(path))
        {
            UnixFiles.MakeDirectory(path, UnixFiles.Private);
            Own(pod, path);
        }

        return path;
    }

    private static void Own(JsonObject pod, string path)
    {
        if (PodIdentity.UserOf(pod) is { } user && Environment.IsPrivilegedProcess)
        {
            _ = NativeMethods.ChangeOwner(path, (uint)user, (uint)(PodIdentity.GroupOf(pod) ?? user));
        }
    }

    private static string Sub(string directory, string path)
    {
        string full = Path.GetFullPath(Path.Combine(directory, path.TrimStart('/')));
        return full == directory || full.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal) ? full
            : throw new PodSetupException("FailedMount", $"the path {path} leads out of its volume", isFinal: true);
    }

    private static string Uid(JsonObject pod) => pod.Text("metadata", "uid") ?? "";
}
