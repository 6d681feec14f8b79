using System.Text;
using System.Text.Json.Nodes;

namespace Cairn.ControlPlane.Pods.Volumes;

/// <summary>
/// Where a container's mounts really are. A local process has no view of the file system of its own, so the paths of mounts are replaced in its
/// command, its arguments and its variables, and the whole table is in the variable <c>CAIRN_MOUNTS</c>.
/// </summary>
/// <param name="mounts">The mounts: path in the container, real path.</param>
internal sealed class MountTable(IEnumerable<(string MountPath, string RealPath)> mounts)
{
    /// <summary>The variable that holds the table as a JSON map.</summary>
    public const string Variable = "CAIRN_MOUNTS";

    // Of nested mounts the inner one counts.
    private readonly List<(string MountPath, string RealPath)> _mounts =
        [.. mounts.Select(mount => (mount.MountPath.TrimEnd('/'), mount.RealPath)).OrderByDescending(mount => mount.Item1.Length)];

    /// <summary>The table as JSON.</summary>
    public string ToJson() =>
        Json.Nodes.ToText(new JsonObject(_mounts.Select(mount => KeyValuePair.Create(mount.MountPath, (JsonNode?)mount.RealPath))));

    /// <summary>The text with the real paths.</summary>
    public string Rewrite(string text)
    {
        StringBuilder result = new();
        for (int at = 0; at < text.Length;)
        {
            (string mountPath, string realPath) = at == 0 || !IsPartOfPath(text[at - 1]) ? Find(text, at) : default;
            if (mountPath is null)
            {
                result.Append(text[at++]);
            }
            else
            {
                result.Append(realPath);
                at += mountPath.Length;
            }
        }

        return result.ToString();
    }

    private (string MountPath, string RealPath) Find(string text, int at) => _mounts.Find(mount =>
        mount.MountPath.Length > 0
        && text.AsSpan(at).StartsWith(mount.MountPath, StringComparison.Ordinal)
        && (at + mount.MountPath.Length == text.Length || text[at + mount.MountPath.Length] == '/' || !IsPartOfPath(text[at + mount.MountPath.Length])));

    private static bool IsPartOfPath(char letter) => char.IsLetterOrDigit(letter) || letter is '/' or '.' or '-' or '_' or '~';
}
