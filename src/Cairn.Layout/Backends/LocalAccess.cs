using Cairn.Api.Storage;
using Cairn.Storage;

namespace Cairn.Layout.Backends;

/// <summary>A directory on a volume that is mounted in this pod. <c>subPath</c> is a matter of the mount and never a part of a path.</summary>
internal static class LocalAccess
{
    public static (RepositoryLocation Root, BackendSettings Settings) Of(string name, LocalLocation place, Func<string, string>? mapMount)
    {
        string mountPath = place.MountPath ?? "";
        if (!mountPath.StartsWith('/'))
        {
            throw StorageAccess.Misconfigured(name, "spec.storage.local.mountPath must be an absolute path");
        }

        string root = mapMount?.Invoke(mountPath) ?? mountPath;
        BackendSettings settings = new() { Connections = StorageAccess.Connections(place.MaxConnections) };
        return (RepositoryLocation.OfDirectory(root), settings);
    }
}
