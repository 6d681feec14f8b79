using System.Net;
using System.Net.Sockets;

namespace Cairn.Testing.Servers;

/// <summary>Finds free ports for servers that cannot choose one themselves.</summary>
public static class LoopbackPort
{
    /// <summary>A port that was free a moment ago; another process may still be faster.</summary>
    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
