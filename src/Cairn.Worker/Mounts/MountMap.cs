using System.Text.Json;

namespace Cairn.Worker.Mounts;

/// <summary>
/// Where the volumes of this pod are for this process. In a container they are where the pod says. A pod that runs as a process of the machine has no
/// file system of its own: whoever started it says in <see cref="Variable"/> where each mount path really is.
/// </summary>
public sealed class MountMap
{
    /// <summary>The variable with a JSON object from mount path to real path.</summary>
    public const string Variable = "CAIRN_MOUNTS";

    // The longest first, so that a volume that is mounted below another one wins.
    private readonly List<KeyValuePair<string, string>> _mounts;

    private MountMap(IEnumerable<KeyValuePair<string, string>> mounts) => _mounts =
        [.. mounts.Select(item => KeyValuePair.Create(item.Key.TrimEnd('/'), item.Value.TrimEnd('/'))).OrderByDescending(item => item.Key.Length)];

    /// <summary>Reads the variable; without it every path is where it is.</summary>
    /// <exception cref="RunException">The variable is no JSON object of texts.</exception>
    public static MountMap Read(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        string? text = variable(Variable);
        if (string.IsNullOrEmpty(text))
        {
            return new MountMap([]);
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return new MountMap([.. json.RootElement.EnumerateObject().Select(item => KeyValuePair.Create(item.Name, item.Value.GetString() ?? ""))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new RunException($"{Variable} is not a JSON object from mount paths to directories.", e);
        }
    }

    /// <summary>The real place of a path in the pod.</summary>
    public string Resolve(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        foreach ((string mount, string real) in _mounts)
        {
            if (path.Length >= mount.Length && path.StartsWith(mount, StringComparison.Ordinal) && (path.Length == mount.Length || path[mount.Length] == '/'))
            {
                return real + path[mount.Length..];
            }
        }

        return path;
    }
}
